import { createChat, message } from '@stoa/contract/chat'
import { RoomId } from '@stoa/contract/http'
import { sendEntry } from '@stoa/contract/rooms'
import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openBrowser } from './browser.ts'
import { type Person, signedIn } from './people.ts'

const notes = 220
let node: TestNode
let browser: Browser
let ada: Person
let room: RoomId
let say: (text: string) => Promise<void>

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  ada = await signedIn({ browser, node, email: 'ada@example.org' })
  const zeno = await node.signIn('zeno@example.org')
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const reply = await fetch(node.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${zeno.accessToken}` },
      body: JSON.stringify(body),
    })
    expect(reply.status).toBeLessThan(300)
    return reply.json()
  }
  const me = await ada.page.evaluate(() =>
    fetch('/api/v1/session/renew', { method: 'POST' }).then((one) => one.json()),
  )
  const { user } = z.object({ user: z.object({ id: z.string() }) }).parse(me)
  const made = await post(createChat.path, { kind: 'direct', user: user.id })
  room = z.object({ id: RoomId }).parse(made).id
  say = async (text) => {
    const body = { type: message.name, clientId: crypto.randomUUID(), body: { text } }
    await post(sendEntry.path.replace(':room', room), body)
  }
  for (let index = 1; index <= notes; index += 1) {
    // Of many heights, so that none can be guessed from the others.
    await say(`Note ${index}.${' And on.'.repeat((index * 37) % 60)}`)
  }
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

test('a conversation opens at the first unread message, however far back that is', async () => {
  await ada.page.goto(`${node.url}/chat/${room}`)
  await ada.page.getByText('New messages', { exact: true }).waitFor()
  await ada.message('Note 1.').first().waitFor()
  expect(await ada.page.getByRole('button', { name: /new messages/ }).isVisible()).toBe(true)
})

test('the pill leads to the newest message, and reading it clears what was unread', async () => {
  await ada.page.getByRole('button', { name: /new messages/ }).click()
  await ada.message(`Note ${notes}.`).waitFor()
  await ada.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link')
    .filter({ hasText: 'unread' })
    .waitFor({ state: 'detached' })
})

test('what is read stays in its place to the pixel when earlier messages come in above', async () => {
  const { page } = ada
  const list = page.getByRole('region', { name: 'Messages' })
  const height = () => list.evaluate(({ parentElement: pane }) => pane?.scrollHeight ?? 0)
  /** The topmost message in view, once it is at the same place twice in a row. */
  const topmost = () =>
    list.evaluate(async ({ parentElement: pane }) => {
      const edge = pane?.getBoundingClientRect().top ?? 0
      for (let last = ''; ; ) {
        const articles = [...document.querySelectorAll('article')]
        const first = articles.find((one) => one.getBoundingClientRect().bottom > edge + 40)
        const found = { text: first?.textContent ?? '', y: first?.getBoundingClientRect().y ?? Number.NaN }
        if (JSON.stringify(found) === last) return found
        last = JSON.stringify(found)
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    })
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/messages?*before=*', async (route) => {
    await released
    await route.continue()
  })
  await page.mouse.move(900, 400)
  const loading = page.getByText('Loading earlier messages…')
  while (!(await loading.isVisible())) await page.mouse.wheel(0, -200)
  const before = { ...(await topmost()), height: await height() }
  release()
  await expect.poll(height).toBeGreaterThan(before.height)
  const after = await topmost()
  expect(after.text).toBe(before.text)
  expect(Math.abs(after.y - before.y)).toBeLessThanOrEqual(1)
  await page.unroute('**/messages?*before=*')
})

/** The notes in view, as they are drawn: between two frames nothing is settled. */
const inView = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))
    const pane = document.querySelector('section[aria-label=Messages]')?.parentElement
    const edges = pane?.getBoundingClientRect() ?? { top: 0, bottom: 0 }
    return [...document.querySelectorAll('article')]
      .filter((one) => {
        const box = one.getBoundingClientRect()
        return box.bottom > edges.top && box.top < edges.bottom
      })
      .map((one) => Number(/Note (\d+)\./.exec(one.textContent)?.[1]))
  })

test('going up page by page shows every message once, in order, to the beginning', async () => {
  const { page } = ada
  const seen = new Set<number>()
  await page.getByRole('button', { name: 'Go to the newest message' }).click()
  await ada.message(`Note ${notes}.`).waitFor()
  await page.mouse.move(900, 400)
  while (!seen.has(1)) {
    const numbers = await inView(page)
    expect(numbers).not.toEqual([])
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
    for (const number of numbers) seen.add(number)
    await page.mouse.wheel(0, -300)
  }
  expect(seen.size).toBe(notes)
}, 60_000)

test('whoever scrolls as soon as the newest message is there is not pulled back to it', async () => {
  const { page } = ada
  await page.goto(`${node.url}/chat/${room}?at=10`)
  await ada.message('Note 10.').waitFor()
  await page.mouse.move(900, 400)
  await page.getByRole('button', { name: 'Go to the newest message' }).click()
  await ada.message(`Note ${notes}.`).waitFor()
  await page.mouse.move(900, 400)
  const tops: number[] = []
  for (let step = 0; step < 6; step += 1) {
    await page.mouse.wheel(0, -700)
    tops.push((await inView(page))[0] ?? Number.NaN)
  }
  expect(tops).not.toContain(Number.NaN)
  expect(tops.at(-1)).toBeLessThan(notes - 20)
  expect(tops).toEqual(tops.toSorted((one, other) => other - one))
})

test('at the end, new messages are followed', async () => {
  await ada.page.getByRole('button', { name: 'Go to the newest message' }).click()
  await ada.message(`Note ${notes}.`).waitFor()
  await say(`The last one.${' Long.'.repeat(200)}`)
  await ada.message('The last one.').waitFor()
  const list = ada.page.getByRole('region', { name: 'Messages' })
  await expect
    .poll(() =>
      list.evaluate(({ parentElement: pane }) =>
        pane === null ? Number.NaN : pane.scrollHeight - pane.scrollTop - pane.clientHeight,
      ),
    )
    .toBeLessThanOrEqual(10)
})

test('no page complained', () => {
  expect(ada.complaints).toEqual([])
})
