import * as files from 'node:fs/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault, type FaultCode, RoomId } from '@stoa/contract/http'
import type { Sent } from '@stoa/contract/rooms'
import * as fake from 'fake-indexeddb'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { fileStorage } from '../storage/file.ts'
import { indexedStorage } from '../storage/indexed.ts'
import { memoryStorage } from '../storage/memory.ts'
import type { Storage } from '../storage/storage.ts'
import { browserTabs } from '../tabs/browser-tabs.ts'
import { noOtherTabs } from '../tabs/tabs.ts'
import { settled, testTime } from '../testing/time.testing.ts'
import { randomUuid } from '../time/uuid.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import type { Outgoing } from './outgoing.ts'

// For this file alone: a client of another test would keep its things there too.
beforeAll(() => {
  for (const [name, value] of Object.entries(fake)) if (name !== 'default') vi.stubGlobal(name, value)
})
afterAll(() => {
  vi.unstubAllGlobals()
})

const me = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const room = RoomId.parse('bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb')
const elsewhere = RoomId.parse('cccccccc-cccc-4ccc-8ccc-cccccccccccc')

/** A server that keeps what it is sent, once by client id (T4), and answers when the test lets it. */
function testServer() {
  const timeline: { room: RoomId; text: unknown; clientId: string; seq: number }[] = []
  const waiting: {
    outgoing: Outgoing
    answer: () => void
    lose: () => void
    refuse: (fault: Fault) => void
  }[] = []

  function keep(outgoing: Outgoing): Sent {
    const known = timeline.find(({ clientId }) => clientId === outgoing.clientId)
    if (known !== undefined) return { seq: known.seq, at: 1 }
    const seq = timeline.filter((entry) => entry.room === outgoing.room).length + 1
    timeline.push({ room: outgoing.room, text: outgoing.body, clientId: outgoing.clientId, seq })
    return { seq, at: 1 }
  }

  return {
    timeline,
    waiting,
    send: (outgoing: Outgoing): Promise<Sent> =>
      new Promise((resolve, reject) => {
        waiting.push({
          outgoing,
          answer: () => resolve(keep(outgoing)),
          lose: () => {
            keep(outgoing)
            reject(new Fault('UNAVAILABLE'))
          },
          refuse: reject,
        })
      }),
    async answerAll(outbox: Outbox) {
      while (outbox.counts.get().waiting > 0) {
        waiting.shift()?.answer()
        await settled()
      }
    },
    next: () => eventually(() => waiting.shift()),
    texts: (of = room) => timeline.filter((entry) => entry.room === of).map(({ text }) => text),
  }
}

const time = testTime()
const refused: FaultCode[] = []
const open = new Set<Outbox>()
let server = testServer()

function start(storage: Storage, tabs = noOtherTabs()): Outbox {
  const outbox = createOutbox({
    user: me,
    storage,
    tabs,
    time,
    id: randomUuid,
    send: server.send,
    returns: () => false,
    changed: () => {},
    refused: (_outgoing, fault) => refused.push(fault.code),
    report: (error) => {
      throw error
    },
  })
  open.add(outbox)
  return outbox
}

function write(outbox: Outbox, ...texts: readonly string[]): void {
  for (const text of texts) outbox.add({ room, type: 'chat.message', body: text })
}

afterEach(async () => {
  for (const outbox of open) await outbox.stop()
  open.clear()
  refused.length = 0
  server = testServer()
})

test('M9: the next message is sent only once the one before is acknowledged', async () => {
  const outbox = start(memoryStorage())
  await outbox.start()
  write(outbox, 'one', 'two')
  const first = await server.next()
  expect(first.outgoing.body).toBe('one')
  expect(server.waiting).toHaveLength(0)
  first.answer()
  expect((await server.next()).outgoing.body).toBe('two')
})

test('M9: rooms do not wait for each other', async () => {
  const outbox = start(memoryStorage())
  await outbox.start()
  write(outbox, 'one')
  outbox.add({ room: elsewhere, type: 'chat.message', body: 'other' })
  await settled()
  expect(server.waiting.map(({ outgoing }) => outgoing.body)).toEqual(['one', 'other'])
})

test('M9, T4: what got through although its answer was lost is sent again with the same id, and is there once', async () => {
  const outbox = start(memoryStorage())
  await outbox.start()
  write(outbox, 'one', 'two')
  const first = await server.next()
  first.lose()
  await time.pass(1_000)
  const again = await server.next()
  expect(again.outgoing.clientId).toBe(first.outgoing.clientId)
  again.answer()
  await server.answerAll(outbox)
  expect(server.texts()).toEqual(['one', 'two'])
  expect(outbox.counts.get()).toEqual({ waiting: 0, failed: 0 })
})

test('M9: a failure that may pass is tried again at a slowing pace, and in order', async () => {
  const outbox = start(memoryStorage())
  await outbox.start()
  write(outbox, 'one', 'two')
  for (const code of ['UNAVAILABLE', 'TOO_MANY', 'INTERNAL', 'TOKEN_EXPIRED'] as const) {
    ;(await server.next()).refuse(new Fault(code))
    await time.pass(10_000)
  }
  await server.answerAll(outbox)
  expect(server.texts()).toEqual(['one', 'two'])
  expect(refused).toEqual([])
})

test('a server that says how long to wait is left alone for that long', async () => {
  const outbox = start(memoryStorage())
  await outbox.start()
  write(outbox, 'one')
  ;(await server.next()).refuse(new Fault('TOO_MANY', undefined, { details: { retryAfter: 40_000 } }))
  await time.pass(39_000)
  expect(server.waiting).toHaveLength(0)
  await time.pass(1_000)
  expect(server.waiting).toHaveLength(1)
})

test('what is refused for good fails with its fault, the others go on, and it can be tried again or thrown away', async () => {
  const outbox = start(memoryStorage())
  await outbox.start()
  write(outbox, 'one', 'two', 'three')
  ;(await server.next()).refuse(new Fault('BLOCKED'))
  ;(await server.next()).refuse(new Fault('ROOM_CLOSED'))
  await server.answerAll(outbox)
  expect(server.texts()).toEqual(['three'])
  expect(refused).toEqual(['BLOCKED', 'ROOM_CLOSED'])
  expect(outbox.counts.get()).toEqual({ waiting: 0, failed: 2 })
  const [one, two] = outbox.inRoom(room)
  expect(one?.state).toMatchObject({ status: 'failed', fault: { error: 'BLOCKED' } })
  outbox.retry(one?.clientId ?? '')
  outbox.discard(two?.clientId ?? '')
  await server.answerAll(outbox)
  expect(server.texts()).toEqual(['three', 'one'])
  expect(outbox.inRoom(room)).toEqual([])
})

test('M9: what is thrown away while on its way stays away when it is refused, also through a reload', async () => {
  const storage = memoryStorage()
  const outbox = start(storage)
  await outbox.start()
  write(outbox, 'one', 'two')
  const one = await server.next()
  outbox.discard(one.outgoing.clientId)
  one.refuse(new Fault('BLOCKED'))
  ;(await server.next()).answer()
  await settled()
  expect(refused).toEqual([])
  expect(outbox.inRoom(room)).toEqual([])
  expect(outbox.counts.get()).toEqual({ waiting: 0, failed: 0 })
  await outbox.stop()
  expect(await storage.list('outbox', `${me}/`)).toEqual([])
})

test('a receipt settles with the acknowledgement, or with the refusal', async () => {
  const outbox = start(memoryStorage())
  await outbox.start()
  const one = outbox.receipt(outbox.add({ room, type: 'x', body: 1 }).clientId)
  const two = outbox.receipt(outbox.add({ room, type: 'x', body: 2 }).clientId)
  ;(await server.next()).answer()
  await expect(one).resolves.toEqual({ seq: 1, at: 1 })
  ;(await server.next()).refuse(new Fault('NOT_ALLOWED'))
  await expect(two).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
})

test('a failure without an explanation holds up a room only so long', async () => {
  const outbox = start(memoryStorage())
  await outbox.start()
  write(outbox, 'poison', 'food')
  for (let attempt = 0; attempt < 9; attempt += 1) {
    ;(await server.next()).refuse(new Fault('INTERNAL'))
    await time.pass(60_000)
  }
  await server.answerAll(outbox)
  expect(refused).toEqual(['INTERNAL'])
  expect(server.texts()).toEqual(['food'])
})

describe.each([
  ['memory', kept(async () => memoryStorage())],
  ['IndexedDB', () => reopened((name) => indexedStorage(name))],
  ['files', () => reopened((name) => fileStorage({ folder: name, files }))],
])('with %s', (_name, storages) => {
  test('M9: through reloads everything is sent once and in order, and failures stay', async () => {
    const { reopen, end } = await storages()
    let outbox = start(await reopen())
    await outbox.start()
    write(outbox, 'refused', 'one', 'two', 'three')
    ;(await server.next()).refuse(new Fault('BLOCKED'))
    ;(await server.next()).answer()
    // Committed, but the page is gone before the answer comes.
    const two = await server.next()
    await outbox.stop()
    two.lose()

    outbox = start(await reopen())
    await outbox.start()
    write(outbox, 'four')
    expect(outbox.counts.get()).toEqual({ waiting: 3, failed: 1 })
    await outbox.stop()

    outbox = start(await reopen())
    await outbox.start()
    await server.answerAll(outbox)
    expect(server.texts()).toEqual(['one', 'two', 'three', 'four'])
    expect(outbox.inRoom(room).map(({ body }) => body)).toEqual(['refused'])
    await outbox.stop()

    outbox = start(await reopen())
    await outbox.start()
    await settled()
    expect(server.waiting).toHaveLength(0)
    expect(outbox.counts.get()).toEqual({ waiting: 0, failed: 1 })
    await outbox.stop()
    await end()
  })
})

test("M9: nobody sends another person's things", async () => {
  const storage = memoryStorage()
  const hers = start(storage)
  write(hers, 'hers')
  await hers.stop()
  const his = createOutbox({
    user: 'dddddddd-dddd-4ddd-8ddd-dddddddddddd',
    storage,
    tabs: noOtherTabs(),
    time,
    id: randomUuid,
    send: server.send,
    returns: () => false,
    changed: () => {},
    refused: () => {},
    report: () => {},
  })
  open.add(his)
  await his.start()
  await settled()
  expect(server.waiting).toHaveLength(0)
})

describe('in two tabs', () => {
  test('M9: one sends, both show, and the other takes over when it is closed', async () => {
    const name = `tabs-${randomUuid()}`
    const tabs = [browserTabs(name), browserTabs(name)] as const
    const storage = await indexedStorage(name)
    const [left, right] = [start(storage, tabs[0]), start(storage, tabs[1])]
    await left.start()
    await right.start()
    write(right, 'from the right')
    const sent = await eventually(() => server.waiting.shift())
    expect(sent.outgoing.body).toBe('from the right')
    expect(left.inRoom(room)).toHaveLength(1)
    const receipt = right.receipt(sent.outgoing.clientId)
    sent.answer()
    await expect(receipt).resolves.toEqual({ seq: 1, at: 1 })
    expect(server.waiting).toHaveLength(0)

    write(right, 'after')
    const unanswered = await eventually(() => server.waiting.shift())
    await left.stop()
    tabs[0].close()
    const again = await eventually(() => server.waiting.shift())
    expect(again.outgoing.clientId).toBe(unanswered.outgoing.clientId)
    again.answer()
    await eventually(() => (right.counts.get().waiting === 0 ? true : undefined))
    await right.stop()
    tabs[1].close()
    await storage.close()
  })
})

interface Reopening {
  /** The storage as the next page load finds it. */
  reopen(): Promise<Storage>
  end(): Promise<void>
}

function kept(make: () => Promise<Storage>): () => Promise<Reopening> {
  return async () => {
    const storage = await make()
    return { reopen: async () => storage, end: () => storage.close() }
  }
}

async function reopened(openOne: (name: string) => Promise<Storage>): Promise<Reopening> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-outbox-'))
  let last: Storage | undefined
  return {
    async reopen() {
      await last?.close()
      last = await openOne(folder)
      return last
    },
    async end() {
      await last?.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** What comes of messages between tabs takes the event loop's turns, as many as it takes. */
async function eventually<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    await settled()
  }
}
