import { verbs } from '@stoa/contract/rooms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryCounters } from '../../platform/cluster/counters.ts'
import {
  amend,
  type KernelNode,
  type KernelTest,
  poll,
  result,
  shred,
  type TestSocket,
  testKernel,
} from '../kernel.testing.ts'
import { readRange } from '../timeline/store.ts'

let test: KernelTest
let node: KernelNode

beforeAll(async () => {
  test = await testKernel()
  node = await test.node()
})
afterAll(() => test.close())

describe('signals', () => {
  it('T9: reach who is there on every node, carry who and when, and are stored nowhere', async () => {
    const other = await test.node()
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [from, to] = [await node.connect(ada), await other.connect(bob)]
    await from.ask('subscribe', { room, after: 0 })
    await to.ask('subscribe', { room, after: 0 })
    await from.ask('signal', { room, type: 'test.wave', body: { n: 7 } })
    await to.until(() => to.bodies('signals').length > 0)
    expect(to.bodies('signals')[0]?.signals).toMatchObject([
      { type: 'test.wave', from: ada.user, body: { n: 7 } },
    ])
    expect(await readRange(test.database.db, { room, from: 1, to: 100, limit: 100 })).toHaveLength(1)
  })

  it('T9: may be taken by the server, which tells the room on every node what came of them', async () => {
    const other = await test.node()
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [from, to] = [await node.connect(ada), await other.connect(bob)]
    await from.ask('subscribe', { room, after: 0 })
    await to.ask('subscribe', { room, after: 0 })
    for (const n of [3, 4]) await from.ask('signal', { room, type: poll.name, body: { n } })
    const told = () => to.bodies('signals').flatMap(({ signals }) => signals)
    await to.until(() => told().length === 2)
    expect(told()).toMatchObject([
      { type: result.name, from: null, body: { sum: 3 } },
      { type: result.name, from: null, body: { sum: 7 } },
    ])
    await expect(from.ask('signal', { room, type: result.name, body: { sum: 1 } })).rejects.toMatchObject({
      code: 'UNKNOWN_TYPE',
    })
  })

  it('T9: are limited per user and type, with when to try again', async () => {
    // A second that does not pass, so that what is counted is exact.
    const still = await test.node({
      through: (cluster) => ({ ...cluster, counters: createMemoryCounters(() => 0) }),
    })
    const [ada, bob] = [test.user(), test.user()]
    const room = await still.room([ada, bob])
    const [hers, his] = [await still.connect(ada), await still.connect(bob)]
    for (const socket of [hers, his]) await socket.ask('subscribe', { room, after: 0 })
    const wave = (socket: TestSocket) => socket.ask('signal', { room, type: 'test.wave', body: { n: 1 } })
    const waves = await Promise.allSettled(Array.from({ length: 40 }, () => wave(hers)))
    const refused = waves.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(20)
    for (const one of refused)
      expect(one).toMatchObject({ reason: { code: 'TOO_MANY', details: { retryAfter: 1000 } } })
    await wave(his)
    await hers.ask('signal', { room, type: poll.name, body: { n: 1 } })
  })

  it('T9: are dropped first for a slow reader, who loses no entry', async () => {
    const patient = await test.node({ settings: { signalBuffer: 20_000, socketBuffer: 1e9, rateScale: 1e6 } })
    const [ada, bob] = [test.user(), test.user()]
    const room = await patient.room([ada, bob])
    const [pen, reader] = [await patient.connect(ada), await patient.connect(bob)]
    await pen.ask('subscribe', { room, after: 1 })
    await reader.ask('subscribe', { room, after: 1 })
    const raw = rawSocket(reader)
    raw.pause()
    // More than the operating system holds for a socket, so that the rest waits in the server.
    const text = 'x'.repeat(90_000)
    for (let n = 0; n < 16; n += 1) await Promise.all(Array.from({ length: 10 }, () => pen.send(room, text)))
    const lookedAt = pen.bodies('heads').length + 1
    await pen.until(() => pen.bodies('heads').length > lookedAt, 'a look at who is slow')
    await pen.ask('signal', { room, type: 'test.wave', body: { n: 1 } })
    await pen.until(() => pen.bodies('signals').length === 1)
    raw.resume()
    await reader.until(() => reader.entries(room).length === 160, 'every entry')
    expect(reader.bodies('signals')).toEqual([])
  })

  it('T9: a reader too far behind is closed, and resumes without loss', async () => {
    const strict = await test.node({ settings: { socketBuffer: 500_000, rateScale: 1e6 } })
    const [ada, bob] = [test.user(), test.user()]
    const room = await strict.room([ada, bob])
    const [pen, reader] = [await strict.connect(ada), await strict.connect(bob)]
    await reader.ask('subscribe', { room, after: 1 })
    const raw = rawSocket(reader)
    raw.pause()
    const text = 'x'.repeat(90_000)
    let sent = 1
    for (let n = 0; n < 40 && (await strict.rooms.online(bob.user)); n += 1) {
      await Promise.all(Array.from({ length: 10 }, () => pen.send(room, text)))
      sent += 10
    }
    await expect.poll(() => strict.rooms.online(bob.user)).toBe(false)
    raw.resume()
    await reader.until(() => !reader.socket.connected, 'the end')
    const got = reader.entries(room).map((entry) => entry.seq)
    expect(got).toEqual(got.map((_, index) => index + 2))
    const again = await strict.connect(bob)
    const after = got.at(-1) ?? 1
    await again.ask('subscribe', { room, after })
    await again.until(() => again.entries(room).length === sent - after)
    expect(again.entries(room).map((entry) => entry.seq)).toEqual(
      Array.from({ length: sent - after }, (_, index) => after + 1 + index),
    )
  })
})

/** The TCP socket below a client: what it does not read waits in the server. */
function rawSocket(socket: TestSocket): { pause(): void; resume(): void } {
  return Reflect.get(Reflect.get(socket.socket.io.engine, 'transport'), 'ws')._socket
}

describe('marks', () => {
  it('T10: only move forward, never past the head, and give the unread count of what counts', async () => {
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [a, b] = [await node.connect(ada), await node.connect(bob)]
    await a.ask('subscribe', { room, after: 0 })
    await b.ask('subscribe', { room, after: 0 })
    for (const text of ['one', 'two', 'three']) await a.send(room, text)
    await a.ask('send', {
      room,
      type: amend.name,
      clientId: crypto.randomUUID(),
      about: 2,
      body: { text: 'uno' },
    })
    expect(await node.rooms.view(test.database.db, room, bob.user)).toMatchObject({ head: 5, unread: 3 })
    await b.ask('mark', { room, delivered: 5, read: 3 })
    await a.until(() => a.bodies('marks').length > 0)
    expect(a.bodies('marks').at(-1)?.marks).toEqual([{ user: bob.user, delivered: 5, read: 3 }])
    await b.ask('mark', { room, read: 2 })
    await b.ask('mark', { room, read: 9_999 })
    await a.until(() => a.bodies('marks').length > 1)
    expect(a.bodies('marks').at(-1)?.marks).toEqual([{ user: bob.user, delivered: 5, read: 5 }])
    await b.until(() => b.bodies('marks').length > 1)
    await expect.poll(async () => (await node.rooms.view(test.database.db, room, bob.user)).unread).toBe(0)
    const members = await node.rooms.members(test.database.db, room)
    expect(members.find((member) => member.user === bob.user)).toMatchObject({ delivered: 5, read: 5 })
  })

  it('T10: whoever writes has read their own', async () => {
    const ada = test.user()
    const room = await node.room([ada])
    const socket = await node.connect(ada)
    const { seq } = await socket.send(room, 'mine')
    await expect.poll(async () => (await node.rooms.view(test.database.db, room, ada.user)).read).toBe(seq)
  })
})

describe('presence', () => {
  it('T11: a user is there while any connection is, on whatever node, and last seen is kept', async () => {
    const other = await test.node()
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const watcher = await node.connect(ada)
    await watcher.ask('subscribe', { room, after: 0 })
    const phone = await node.connect(bob)
    await phone.ask('subscribe', { room, after: 0 })
    await watcher.until(() => watcher.bodies('presence').some((one) => one.joined.includes(bob.user)))
    const laptop = await other.connect(bob)
    expect((await laptop.ask('subscribe', { room, after: 0 })).presence.users.toSorted()).toEqual(
      [ada.user, bob.user].toSorted(),
    )
    phone.close()
    expect(await node.rooms.online(bob.user)).toBe(true)
    laptop.close()
    await watcher.until(() => watcher.bodies('presence').some((one) => one.left.includes(bob.user)))
    expect(watcher.bodies('presence').filter((one) => one.left.includes(bob.user))).toHaveLength(1)
    expect(watcher.bodies('presence').at(-1)?.count).toBe(1)
    const seen = await other.rooms.lastSeen(test.database.db, [bob.user])
    expect(Math.abs((seen.get(bob.user) ?? 0) - Date.now())).toBeLessThan(10_000)
  })

  it('T11: in a large room it is only a count', async () => {
    const small = await test.node({ settings: { presenceLimit: 2 } })
    const users = [test.user(), test.user(), test.user(), test.user()]
    const room = await small.room(users)
    const sockets = await Promise.all(users.map((user) => small.connect(user)))
    for (const socket of sockets) await socket.ask('subscribe', { room, after: 0 })
    const [first] = sockets
    if (first === undefined) throw new Error('no socket')
    await first.until(() => first.bodies('presence').some((one) => one.count === 4))
    expect(first.bodies('presence').find((one) => one.count === 4)).toMatchObject({ joined: [], left: [] })
    expect((await first.ask('subscribe', { room, after: 1 })).presence).toEqual({ users: [], count: 4 })
  })

  it('T11: a node that dies stops counting when its leases lapse', async () => {
    // Its cluster keeps the leases it took: nobody releases them for it.
    const doomed = await test.node({
      through: (cluster) => ({
        ...cluster,
        leases: { ...cluster.leases, release: async () => {}, renew: async () => {} },
      }),
    })
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const watcher = await node.connect(ada)
    await watcher.ask('subscribe', { room, after: 0 })
    const socket = await doomed.connect(bob)
    await socket.ask('subscribe', { room, after: 0 })
    await watcher.until(() => watcher.bodies('presence').some((one) => one.joined.includes(bob.user)))
    await doomed.kill()
    await watcher.until(
      () => watcher.bodies('presence').some((one) => one.left.includes(bob.user)),
      'leaving',
    )
  })
})

describe('a closed room', () => {
  it('is closed on every node, also where the entry that says so had to be read', async () => {
    let lost = false
    const deaf = await test.node({
      through: (cluster) => ({
        ...cluster,
        bus: {
          publish: (topic, message) => cluster.bus.publish(topic, message),
          subscribe: (topic, listener) =>
            cluster.bus.subscribe(topic, (message) => lost || listener(message)),
        },
      }),
    })
    const ada = test.user()
    const room = await node.room([ada])
    const socket = await deaf.connect(ada)
    await socket.ask('subscribe', { room, after: 0 })
    lost = true
    await node.rooms.change(test.database.db, { room, by: null, closed: true })
    await socket.until(() => socket.entries(room).length === 2)
    await expect(socket.ask('signal', { room, type: 'test.wave', body: { n: 1 } })).rejects.toMatchObject({
      code: 'ROOM_CLOSED',
    })
  })

  it('can be read but takes no entries, signals or presence', async () => {
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [a, b] = [await node.connect(ada), await node.connect(bob)]
    await a.ask('subscribe', { room, after: 0 })
    await a.send(room, 'still open')
    await node.rooms.change(test.database.db, { room, by: null, closed: true })
    await expect(a.send(room, 'closed')).rejects.toMatchObject({ code: 'ROOM_CLOSED' })
    await expect(a.ask('signal', { room, type: 'test.wave', body: { n: 1 } })).rejects.toMatchObject({
      code: 'ROOM_CLOSED',
    })
    expect((await b.ask('subscribe', { room, after: 0 })).presence).toEqual({ users: [], count: 0 })
    await b.until(() => b.notes(room).length === 1)
    await a.until(() => a.bodies('presence').some((one) => one.left.includes(ada.user) && one.count === 0))
    await node.rooms.change(test.database.db, { room, by: null, closed: false })
    await a.until(() => a.bodies('presence').some((one) => one.joined.includes(bob.user) && one.count === 2))
    expect(await a.send(room, 'open again')).toMatchObject({ seq: 5 })
  })
})

describe('deletion', () => {
  it('T12: an emptied entry keeps its seq and author; its text and that of its edits are in no table and no index', async () => {
    const ada = test.user()
    const room = await node.room([ada])
    const socket = await node.connect(ada)
    const { seq } = await socket.send(room, 'the sesame word')
    await socket.ask('send', {
      room,
      type: amend.name,
      clientId: crypto.randomUUID(),
      about: seq,
      body: { text: 'sesame two' },
    })
    await test.database.transaction((tx) => node.rooms.redact(tx, [{ room, seq }]))
    const entries = await readRange(test.database.db, { room, from: 1, to: 10, limit: 10 })
    expect(entries[1]).toMatchObject({ seq, author: ada.user, body: null })
    expect(entries[2]).toMatchObject({ about: seq, body: null })
  })
})

describe('deletion and memory', () => {
  it('T12: whoever subscribes after a deletion is sent no text of what was deleted, from memory or database', async () => {
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [pen, late] = [await node.connect(ada), await node.connect(bob)]
    await pen.ask('subscribe', { room, after: 0 })
    const { seq } = await pen.send(room, 'sesame')
    await pen.ask('send', {
      room,
      type: amend.name,
      clientId: crypto.randomUUID(),
      about: seq,
      body: { text: 'sesame two' },
    })
    await pen.ask('send', { room, type: shred.name, clientId: crypto.randomUUID(), about: seq, body: {} })
    await pen.until(() => pen.entries(room).length === 4)
    await late.ask('subscribe', { room, after: 0 })
    await late.until(() => late.entries(room).length === 4)
    expect(JSON.stringify(late.entries(room))).not.toContain('sesame')
  })
})

describe('packets', () => {
  it('T13: what is committed together reaches a reader in one packet, and a lone entry at once', async () => {
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [pen, reader] = [await node.connect(ada), await node.connect(bob)]
    await reader.ask('subscribe', { room, after: 1 })
    const { seq } = await pen.send(room, 'alone')
    await reader.until(() => reader.entries(room).length === 1)
    expect(reader.bodies('entries')[0]?.entries).toMatchObject([{ seq }])
    await Promise.all(Array.from({ length: 100 }, (_, n) => pen.send(room, `${n}`)))
    await reader.until(() => reader.entries(room).length === 101)
    expect(reader.bodies('entries').length).toBeLessThan(20)
  })
})

function isValidRoom(request: unknown): boolean {
  return verbs.unsubscribe.request.safeParse(request).success
}

describe('bad input', () => {
  it('every verb answers what is malformed with a coded 4xx and goes on working', async () => {
    const ada = test.user()
    const room = await node.room([ada])
    const socket = await node.connect(ada)
    const deep = JSON.parse('['.repeat(2000) + ']'.repeat(2000)) as unknown
    for (const verb of [
      'subscribe',
      'unsubscribe',
      'send',
      'signal',
      'mark',
      'history',
      'renew',
      'constructor',
      'fly',
    ])
      for (const request of [
        undefined,
        null,
        7,
        'x',
        [],
        {},
        { room },
        { room: 'nope' },
        { room, after: -1 },
        deep,
        { token: {} },
      ]) {
        if (verb === 'unsubscribe' && isValidRoom(request)) continue
        const reply = await socket.socket.emitWithAck(verb, request)
        expect(reply.statusCode, `${verb} ${JSON.stringify(request)?.slice(0, 50)}`).toBeGreaterThanOrEqual(
          400,
        )
        expect(reply.statusCode).toBeLessThan(500)
      }
    expect(await socket.socket.emitWithAck(5 as unknown as string, {})).toMatchObject({
      error: 'BAD_REQUEST',
    })
    expect(await socket.send(room, 'still here')).toMatchObject({ seq: 2 })
  })

  it('a body that is too large is refused with its limit', async () => {
    const ada = test.user()
    const room = await node.room([ada])
    const socket = await node.connect(ada)
    await expect(socket.send(room, 'x'.repeat(200_000))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(
      socket.ask('send', {
        room,
        type: amend.name,
        clientId: crypto.randomUUID(),
        about: 1,
        body: { text: 'x'.repeat(400_000) },
      }),
    ).rejects.toMatchObject({ code: 'TOO_LARGE', details: { limit: expect.any(Number) } })
  })
})
