import { type Client, createClient } from '@stoa/client'
import { RoomId } from '@stoa/contract/http'
import { documentBegun, getDocument, languageChanged, run, update } from '@stoa/contract/interviews'
import { type Entry, listEntries } from '@stoa/contract/rooms'
import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openBrowser, openWindow, type Window } from './browser.ts'
import { editor, linkFor, textIn } from './interviews.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
let ada: Person
let zeno: Window
let session: RoomId
/** The timeline as the server has it. */
let entries: readonly Entry[]
/** The text after each update that changed it, made from scratch. */
let texts: readonly { readonly seq: number; readonly text: string }[]
/** The text after each keystroke, as the replay shows it. */
const seen: string[] = []

/** As Excalidraw keeps it. */
const rectangle = {
  id: 'shape',
  type: 'rectangle',
  x: 100,
  y: 100,
  width: 300,
  height: 200,
  angle: 0,
  strokeColor: '#1e1e1e',
  backgroundColor: '#a5d8ff',
  fillStyle: 'solid',
  strokeWidth: 2,
  strokeStyle: 'solid',
  roughness: 0,
  opacity: 100,
  groupIds: [],
  frameId: null,
  index: 'a0',
  roundness: null,
  seed: 1,
  version: 2,
  versionNonce: 3,
  isDeleted: false,
  boundElements: null,
  updated: 1,
  link: null,
  locked: false,
}

/** A busy machine takes its time. */
const patient = { timeout: 15_000 }
const byAda = 'let total = 41'
const byZeno = '// a sum, by Zeno'
const strict = '"use strict"'
const pasted = 'const limit = 100 // from elsewhere\n'

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  ada = await signedIn({ browser, node, email: 'ada@example.org' })
  zeno = await openWindow(browser)
  session = await writeTogether()
  entries = await readTimeline()
  texts = textsOf(entries)
  await openReplay(ada.page)
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Time' })

/** Two people type at once; one of them pastes. */
async function writeTogether(): Promise<RoomId> {
  const { page } = ada
  await page.goto(`${node.url}/interviews`)
  await page.getByRole('button', { name: 'New interview' }).first().click()
  await page.getByLabel('Title').fill('Typing together')
  await page.getByRole('button', { name: 'Begin' }).click()
  await editor(page).waitFor()
  await zeno.page.goto(await linkFor(page, 'Candidate'))
  await zeno.page.getByLabel('Your name').fill('Zeno')
  await zeno.page.getByRole('button', { name: 'Join' }).click()
  await editor(zeno.page).click()
  await editor(page).click()
  await Promise.all([
    page.keyboard.type(byAda, { delay: 30 }),
    zeno.page.keyboard.type(byZeno, { delay: 30 }),
  ])
  await editor(zeno.page).evaluate((element, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, pasted)
  await editor(page).filter({ hasText: 'from elsewhere' }).waitFor()
  await zeno.page.keyboard.press('Control+Home')
  await zeno.page.keyboard.type(strict, { delay: 30 })
  await editor(page).filter({ hasText: strict }).waitFor()
  for (const one of [page, zeno.page]) await one.locator('[data-saved="true"]').waitFor()
  return RoomId.parse(new URL(page.url()).pathname.split('/').at(-1))
}

/** Ada at another device, by the SDK. */
async function anotherDevice(): Promise<Client> {
  const client = createClient({ url: node.url, tokens: 'body' })
  await client.start()
  await client.login(ada.email)
  await client.verify(ada.email, await node.codeFor(ada.email))
  return client
}

/** Reads the timeline on that device, which runs the code and switches the language too. */
async function readTimeline(): Promise<readonly Entry[]> {
  const client = await anotherDevice()
  const read = async () => (await client.call(listEntries, { params: { room: session }, query: {} })).entries
  const document = (await read()).find((one) => one.type === documentBegun.name)?.seq
  if (document === undefined) throw new Error('a session begins with a document')
  const body = { language: 'javascript', outcome: 'finished', output: '42', milliseconds: 3 } as const
  await client.send(session, run, { ...body, tests: [{ name: 'adds', passed: true }] }, document)
  await client.send(session, languageChanged, { language: 'typescript' }, document)
  const all = await read()
  await client.stop()
  return all
}

/** Begins a whiteboard and puts a rectangle on it; gives the seq of each. */
async function draw(): Promise<{ readonly empty: number; readonly full: number }> {
  const client = await anotherDevice()
  const begun = { kind: 'drawing', name: 'Sketch', language: 'text' } as const
  const { seq: empty } = await client.send(session, documentBegun, begun)
  const { generation } = await client.call(getDocument, { params: { session, document: empty } })
  const doc = new Y.Doc()
  doc.getMap('elements').set('shape', rectangle)
  const change = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
  const { seq: full } = await client.send(
    session,
    update,
    { generation, update: change, origin: 'type' },
    empty,
  )
  await client.stop()
  return { empty, full }
}

function textsOf(timeline: readonly Entry[]): { seq: number; text: string }[] {
  const doc = new Y.Doc()
  const found: { seq: number; text: string }[] = []
  for (const entry of timeline) {
    const body = entry.type === update.name ? update.stored.parse(entry.body) : undefined
    if (body === undefined) continue
    Y.applyUpdate(doc, Buffer.from(body.update, 'base64'))
    const text = doc.getText('text').toString()
    if (text !== (found.at(-1)?.text ?? '')) found.push({ seq: entry.seq, text })
  }
  return found
}

async function openReplay(page: Page, at?: number): Promise<void> {
  await page.goto(`${node.url}/interviews/${session}/replay${at === undefined ? '' : `?at=${at}`}`)
  await slider(page).waitFor()
  await page.getByText('Preparing').waitFor({ state: 'detached' })
}

test('a replay opens with the document that the interview began with', async () => {
  await ada.page.getByRole('tab', { name: 'main.js' }).waitFor()
  expect(await ada.page.getByText('No documents yet').count()).toBe(0)
})

test('P8: gone through change by change, the replay shows every keystroke of both as it was made', async () => {
  const { page } = ada
  await page.keyboard.press('Home')
  const final = texts.at(-1)?.text
  const keys = byAda.length + byZeno.length + strict.length
  while (seen.at(-1) !== final && seen.length <= keys) {
    await page.keyboard.press('Shift+ArrowRight')
    seen.push(await textIn(page))
  }
  // However many went together, each change in an editor is one here. A busy browser hands an editor two letters at once at times.
  const grown = seen.map((text, at) => text.length - (seen[at - 1] ?? '').length)
  expect(grown.filter((one) => one > 2)).toEqual([pasted.length])
  expect(grown.filter((one) => one === 1).length).toBeGreaterThan(keys * 0.8)
  expect(seen.at(-1)).toBe(final)
  expect(texts.length).toBeGreaterThan(10)
  await page.keyboard.press('Shift+ArrowLeft')
  expect(await textIn(page)).toBe(seen.at(-2))
})

test('P8: a link to a moment shows the text of that moment', async () => {
  const middle = texts[Math.floor(texts.length / 2)]
  if (middle === undefined) throw new Error('there are texts')
  await openReplay(ada.page, middle.seq)
  // What others had typed by then, and was still on its way, is there too.
  await expect.poll(async () => isWithin(middle.text, await textIn(ada.page)), patient).toBe(true)
  expect(seen).toContain(await textIn(ada.page))
  expect((await textIn(ada.page)).length).toBeLessThan(texts.at(-1)?.text.length ?? 0)
  await ada.page.keyboard.press('End')
  expect(await textIn(ada.page)).toBe(texts.at(-1)?.text)
})

test('P8: the timeline can be sought anywhere, and shows a text there was', async () => {
  const { page } = ada
  const known = new Set(['', ...seen])
  const took: number[] = []
  for (const share of [0.9, 0.1, 0.5, 0.75, 0.25]) {
    took.push(await seekTo(page, share))
    expect(known.has(await textIn(page))).toBe(true)
  }
  console.log(`a seek took ${Math.max(...took).toFixed(1)} ms at most`)
  const playhead = Number(await slider(page).getAttribute('aria-valuenow'))
  expect(playhead).toBeGreaterThan(0)
})

/** Are its characters all in the other one, in the same order? */
function isWithin(text: string, other: string): boolean {
  let found = 0
  for (const character of other) if (character === text[found]) found += 1
  return found === text.length
}

/** Clicks the timeline; gives how long until that was on the screen, in milliseconds. */
function seekTo(page: Page, share: number): Promise<number> {
  return slider(page).evaluate(async (element, at) => {
    const box = element.getBoundingClientRect()
    const clientX = box.left + box.width * at
    const began = performance.now()
    const init = { clientX, clientY: box.top + 30, bubbles: true, pointerId: 1, buttons: 1 }
    // Synthetic pointers cannot be captured.
    element.setPointerCapture = () => {}
    element.dispatchEvent(new PointerEvent('pointerdown', init))
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - began
  }, share)
}

test('P8: played, the text grows at the chosen speed up to its end', async () => {
  const { page } = ada
  const final = texts.at(-1)?.text ?? ''
  await page.getByLabel('Speed').selectOption('0.5')
  await slider(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await expect.poll(() => textIn(page), patient).toContain('l')
  const early = await textIn(page)
  expect(early.length).toBeLessThan(final.length)
  await page.getByLabel('Speed').selectOption('16')
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  expect(await textIn(page)).toBe(final)
})

test('P8: pastes, runs and switches of language are marked, and lead to their moment', async () => {
  const { page } = ada
  expect(await page.locator('[data-mark="paste"]').count()).toBe(1)
  expect(await page.locator('[data-mark="run"]').count()).toBe(1)
  await page.getByRole('button', { name: 'ran main.js: 1 of 1 test passed' }).click()
  await page.getByRole('region', { name: 'Output' }).getByText('42').waitFor()
  expect(await page.getByRole('tab', { selected: true }).textContent()).toContain('JavaScript')
  await page.getByRole('button', { name: 'switched main.js to TypeScript' }).click()
  await expect
    .poll(() => page.getByRole('tab', { selected: true }).textContent(), patient)
    .toContain('TypeScript')
  await page.getByRole('button', { name: `Zeno pasted into main.js (${pasted.length} characters)` }).click()
  expect(await textIn(page)).toContain('from elsewhere')
  await page.locator('[data-editor] .cm-fresh-pasted').first().waitFor()
  await page.keyboard.press('Shift+ArrowLeft')
  expect(await textIn(page)).not.toContain('from elsewhere')
})

test('P8: each participant’s cursor is seen where it was', async () => {
  const { page } = ada
  await slider(page).focus()
  await page.keyboard.press('End')
  const flags = page.locator('[data-editor] .cm-remote-flag')
  await expect.poll(async () => (await flags.allTextContents()).toSorted(), patient).toEqual(['Ada', 'Zeno'])
})

test('P8: a whiteboard shows as it was', async () => {
  const { page } = ada
  const drawn = await draw()
  const picture = page.locator('canvas.static')
  const pictureAt = async (seq: number) => {
    await openReplay(page, seq)
    await page.getByRole('tab', { name: 'Sketch' }).click()
    await picture.waitFor()
    return picture
  }
  const ink = (canvas: Locator) =>
    canvas.evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement)) return 0
      const data = element.getContext('2d')?.getImageData(0, 0, element.width, element.height).data ?? []
      const first = data.slice(0, 3).join()
      let other = 0
      for (let at = 0; at < data.length; at += 4) if (data.slice(at, at + 3).join() !== first) other += 1
      return other
    })
  const full = await pictureAt(drawn.full)
  await expect.poll(() => ink(full), patient).toBeGreaterThan(0)
  const empty = await pictureAt(drawn.empty)
  await expect.poll(() => ink(empty), patient).toBe(0)
})

test('the replay keeps to the content security policy and complains of nothing', () => {
  expect(ada.complaints).toEqual([])
  expect(zeno.complaints).toEqual([])
})
