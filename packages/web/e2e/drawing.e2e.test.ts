import { createClient } from '@stoa/client'
import { RoomId } from '@stoa/contract/http'
import { documentBegun, getDocument, update } from '@stoa/contract/interviews'
import { listEntries } from '@stoa/contract/rooms'
import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { openBrowser, openWindow, type Window } from './browser.ts'
import { begin, editor, linkFor } from './interviews.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
/** The interviewer, and a candidate without an account. */
let ada: Person
let zeno: Window
/** Every address that was asked for something. */
const asked: string[] = []

// The whiteboard is large, and takes its time to load where the machine is busy.
vi.setConfig({ testTimeout: 90_000 })
const patience = { timeout: 60_000 }

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  ada = await signedIn({ browser, node, email: 'ada@example.org', viewport: { width: 1400, height: 800 } })
  zeno = await openWindow(browser, { viewport: { width: 1400, height: 800 }, colorScheme: 'dark' })
  for (const { page } of [ada, zeno]) page.on('request', (request) => asked.push(request.url()))
  await ada.page.goto(`${node.url}/interviews`)
  await begin(ada.page, { title: 'Zeno, backend', from: 'Two sum' })
  await zeno.page.goto(await linkFor(ada.page, 'Candidate'))
  await zeno.page.getByLabel('Your name').fill('Zeno')
  await zeno.page.getByRole('button', { name: 'Join' }).click()
  await editor(zeno.page).waitFor()
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

const canvas = (page: Page): Locator => page.locator('canvas.interactive')

/** Draws with a tool (by its key) from one corner to another, as shares of the canvas. */
async function draw(
  page: Page,
  tool: string,
  from: readonly [number, number],
  to: readonly [number, number],
) {
  const box = await canvas(page).boundingBox()
  if (box === null) throw new Error('There is no canvas')
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const
  // It hears keys once it has the focus.
  await page.mouse.click(...at([0.5, 0.9]))
  await page.keyboard.press(tool)
  await page.mouse.move(...at(from))
  await page.mouse.down()
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]))
  await page.mouse.move(...at(to))
  await page.mouse.up()
}

/** Waits until both have so many shapes on their whiteboards. */
async function bothHave(count: number): Promise<void> {
  for (const { page } of [ada, zeno])
    await page.getByText(`${count} shapes on the whiteboard`).waitFor(patience)
}

test('a whiteboard is a tab that both can open', async () => {
  await ada.page.getByRole('button', { name: 'Add a document' }).click()
  await ada.page.getByRole('menuitem', { name: 'Whiteboard' }).click()
  await canvas(ada.page).waitFor(patience)
  await zeno.page.getByRole('tab', { name: /whiteboard/i }).click()
  await canvas(zeno.page).waitFor(patience)
  await bothHave(0)
})

test('two people draw at once, and both see both shapes', async () => {
  await Promise.all([
    draw(ada.page, 'r', [0.3, 0.3], [0.4, 0.5]),
    draw(zeno.page, 'o', [0.6, 0.3], [0.7, 0.5]),
  ])
  await bothHave(2)
})

test('what one deletes is gone for both, and what one takes back is back for both', async () => {
  // One's own shape: what the other is still about to finish would stay.
  await draw(ada.page, 'd', [0.3, 0.6], [0.4, 0.8])
  await bothHave(3)
  await ada.page.keyboard.press('Delete')
  await bothHave(2)
  await ada.page.keyboard.press('Control+z')
  await bothHave(3)
})

test('a drawing is still there after a reload', async () => {
  await zeno.page.reload()
  await zeno.page.getByRole('tab', { name: /whiteboard/i }).click()
  await canvas(zeno.page).waitFor(patience)
  await bothHave(3)
})

test('a candidate who is locked out sees and cannot draw', async () => {
  await ada.page.getByRole('button', { name: 'Lock writing for candidates' }).click()
  await zeno.page.getByText('The interviewer has locked writing for now.').waitFor()
  await draw(zeno.page, 'r', [0.45, 0.6], [0.55, 0.8])
  await draw(ada.page, 'd', [0.6, 0.6], [0.7, 0.8])
  await bothHave(4)
  await ada.page.getByRole('button', { name: 'Let candidates write' }).click()
  await zeno.page.getByText('The interviewer has locked').waitFor({ state: 'detached' })
  await draw(zeno.page, 'r', [0.45, 0.6], [0.55, 0.8])
  await bothHave(5)
})

/** Writes this into the newest document by another client of Ada's, which checks nothing. */
async function write(element: { readonly id: string }): Promise<void> {
  const session = RoomId.parse(new URL(ada.page.url()).pathname.split('/').at(-1))
  const client = createClient({ url: node.url, tokens: 'body' })
  await client.start()
  await client.login(ada.email)
  await client.verify(ada.email, await node.codeFor(ada.email))
  const { entries } = await client.call(listEntries, {
    params: { room: session },
    query: { types: documentBegun.name },
  })
  const document = entries.at(-1)?.seq ?? 0
  const { generation } = await client.call(getDocument, { params: { session, document } })
  const doc = new Y.Doc()
  doc.getMap('elements').set(element.id, element)
  const change = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
  await client.send(session, update, { generation, update: change, origin: 'type' }, document)
  await client.stop()
}

test('what is no shape is not shown, and neither the whiteboard nor the page fails on it', async () => {
  const made = { version: 2, versionNonce: 1, isDeleted: false, updated: 1, index: 'b00' }
  const stroke = { id: 'bad', type: 'freedraw', x: 0, y: 0, points: 5, width: 'wide', ...made }
  await write(stroke)
  await draw(zeno.page, 'd', [0.8, 0.3], [0.9, 0.5])
  await bothHave(6)
})

test('nothing came from another server, no page complained, and the content security policy refused nothing', () => {
  const others = asked.filter((url) => !url.startsWith(node.url) && !/^(blob|data):/.test(url))
  expect(others).toEqual([])
  expect(ada.complaints).toEqual([])
  expect(zeno.complaints).toEqual([])
})
