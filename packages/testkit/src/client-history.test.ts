import { type Client, createClient, memoryStorage } from '@stoa/client'
import type { RoomId } from '@stoa/contract/http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import {
  fill,
  join,
  message,
  messagesOf,
  online,
  openDirect,
  type Person,
  textsOf,
  until,
} from './talk.testing.ts'

let node: TestNode
let ada: Person
let bob: Person
let started: Client[]
let count = 0

beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node.stop())

beforeEach(async () => {
  count += 1
  ada = await join(node, `ada${count}@example.com`)
  bob = await join(node, `bob${count}@example.com`)
  started = [ada.client, bob.client]
})
afterEach(async () => {
  await Promise.all(started.map((client) => client.stop()))
})

test('history pages both ways without holes, and a jump leads back to the newest', async () => {
  const room = await openDirect(ada, bob)
  const texts = await fill(ada, room, 130)
  const his = bob.client.open(room)
  await until(his, () => textsOf(his).length === 50)
  expect(textsOf(his)).toEqual(texts.slice(80))
  await his.loadBefore()
  expect(textsOf(his)).toEqual(texts.slice(30))
  await his.loadBefore()
  expect(textsOf(his)).toEqual(texts)
  expect(his.get().more).toEqual({ before: false, after: false })

  const far = bob.client.open(room)
  await until(far, ({ status }) => status === 'ready')
  const wanted = messagesOf(his)[20]?.seq ?? 0
  expect(await far.jumpTo({ seq: wanted })).toBe(wanted)
  expect(textsOf(far)).toContain(texts[20])
  expect(far.get().more.after).toBe(true)
  ada.client.open(room).send({ text: 'live' })
  await message(his, 'live')
  expect(textsOf(far)).not.toContain('live')
  while (far.get().more.after) await far.loadAfter()
  expect(textsOf(far)).toEqual([...texts, 'live'].slice(-textsOf(far).length))
  await far.jumpTo({ seq: wanted - 15 })
  await far.jumpToNewest()
  expect(textsOf(far).at(-1)).toBe('live')
})

/** What a device of Ada's keeps that had the room open and its newest page on it, and the seqs of that page. */
async function deviceThatSaw(room: RoomId, messages: number) {
  const storage = memoryStorage()
  const { client } = await join(node, `ada${count}@example.com`, { storage })
  const shown = client.open(room)
  await until(shown, () => textsOf(shown).length === messages)
  const seqs = messagesOf(shown).map(({ seq }) => seq)
  shown.close()
  await client.stop()
  return { storage, seqs }
}

test('who jumps while the connection comes is not led back to the newest', async () => {
  const room = await openDirect(ada, bob)
  const texts = await fill(bob, room, 130)
  const { storage, seqs } = await deviceThatSaw(room, 50)

  const released = Promise.withResolvers<void>()
  const second = createClient({
    url: node.url,
    tokens: 'body',
    storage,
    async fetch(input, init) {
      if (String(input).includes('around=')) await released.promise
      return fetch(input, init)
    },
  })
  started.push(second)
  await second.start()
  const after = second.open(room)
  await until(after, () => textsOf(after).length === 50)
  const wanted = (seqs[0] ?? 0) - 75
  const jumped = after.jumpTo({ seq: wanted })
  await online(second)
  released.resolve()
  expect(await jumped).toBe(wanted)
  expect(messagesOf(after).map(({ seq }) => seq)).toContain(wanted)
  expect(textsOf(after)).not.toContain(texts.at(-1))
})

test('a jump to what is only stored is not led away from by the newest page', async () => {
  const room = await openDirect(ada, bob)
  await fill(bob, room, 20)
  const { storage, seqs } = await deviceThatSaw(room, 20)
  const wanted = seqs[10] ?? 0
  await fill(bob, room, 90)

  const second = createClient({ url: node.url, tokens: 'body', storage })
  started.push(second)
  await second.start()
  const after = second.open(room)
  await until(after, () => textsOf(after).length === 20)
  expect(await after.jumpTo({ seq: wanted })).toBe(wanted)
  await online(second)
  expect(messagesOf(after).map(({ seq }) => seq)).toContain(wanted)
  expect(after.get().more.after).toBe(true)
})

test('a jump that fails leaves the newest page to come, which it had been asked for instead of', async () => {
  const room = await openDirect(ada, bob)
  const texts = await fill(bob, room, 60)
  const newest = Promise.withResolvers<void>()
  const { client } = await join(node, `ada${count}@example.com`, {
    async fetch(input, init) {
      const url = String(input)
      if (url.includes('around=')) return new Response(null, { status: 503 })
      if (url.includes('/messages')) await newest.promise
      return fetch(input, init)
    },
  })
  started.push(client)
  const hers = client.open(room)
  await expect(hers.jumpTo({ seq: 2 })).rejects.toThrow()
  newest.resolve()
  await until(hers, () => textsOf(hers).at(-1) === texts.at(-1))
})

test.each([200, 503])(
  'a jump that another one overtakes leads nowhere, answered late with %i',
  async (status) => {
    const room = await openDirect(ada, bob)
    await fill(bob, room, 130)
    const released = Promise.withResolvers<void>()
    const { client } = await join(node, `ada${count}@example.com`, {
      async fetch(input, init) {
        if (!String(input).includes('around=10&') && !String(input).endsWith('around=10'))
          return fetch(input, init)
        await released.promise
        return status === 200 ? fetch(input, init) : new Response(null, { status })
      },
    })
    started.push(client)
    const hers = client.open(room)
    await until(hers, () => textsOf(hers).length === 50)
    const slow = hers.jumpTo({ seq: 10 })
    expect(await hers.jumpTo({ seq: 60 })).toBe(60)
    const shown = textsOf(hers)
    released.resolve()
    expect(await slow).toBeUndefined()
    expect(textsOf(hers)).toEqual(shown)
  },
)
