import { randomUUID } from 'node:crypto'
import type { RoomId } from '@stoa/contract/http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../platform/cluster/cluster.ts'
import { type KernelNode, type KernelTest, testKernel } from '../kernel.testing.ts'

let test: KernelTest
let node: KernelNode

beforeAll(async () => {
  test = await testKernel()
  node = await test.node()
})
afterAll(() => test.close())

/** A cluster whose bus loses every message of other nodes while `lost` says so. */
function lossy(lost: () => boolean): (cluster: Cluster) => Cluster {
  return (cluster) => ({
    ...cluster,
    bus: {
      publish: (topic, message) => cluster.bus.publish(topic, message),
      subscribe: (topic, listener) =>
        cluster.bus.subscribe(topic, (message) => {
          if (!lost()) listener(message)
        }),
    },
  })
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

describe('resuming', () => {
  it('T5: replays what was missed and goes on live, each entry once and in order, while others keep writing', async () => {
    const other = await test.node()
    const [writer, ...readers] = Array.from({ length: 5 }, () => test.user())
    if (writer === undefined) throw new Error('no writer')
    const room = await node.room([writer, ...readers])
    const pens = [await node.connect(writer), await other.connect(writer)]
    let written = 1
    const write = async (count: number) => {
      await Promise.all(numbers(1, count).map((n) => pens[n % 2]?.send(room, `${n}`)))
      written += count
    }
    await write(30)
    const sockets = await Promise.all(
      readers.map(async (reader, index) => {
        const socket = await (index % 2 === 0 ? node : other).connect(reader)
        const writing = write(40)
        const after = index * 5
        const { behind } = await socket.ask('subscribe', { room, after })
        expect(behind).toBe(false)
        await writing
        return { socket, after }
      }),
    )
    await write(20)
    for (const { socket, after } of sockets) {
      await socket.until(() => socket.entries(room).length >= written - after, 'everything')
      expect(socket.entries(room).map((entry) => entry.seq)).toEqual(numbers(after + 1, written))
    }
  })

  it('T5: says so when more was missed than it replays, and does not join', async () => {
    const user = test.user()
    const room = await node.room([user])
    const socket = await (await test.node({ settings: { rateScale: 100 } })).connect(user)
    await Promise.all(numbers(1, 1100).map((n) => socket.send(room, `${n}`)))
    const late = await (await test.node()).connect(user)
    expect(await late.ask('subscribe', { room, after: 0 })).toMatchObject({ behind: true, head: 1101 })
    await socket.send(room, 'live')
    expect(await late.ask('subscribe', { room, after: 1000 })).toMatchObject({ behind: false, head: 1102 })
    await late.until(() => late.entries(room).length >= 102)
    expect(late.entries(room).map((entry) => entry.seq)).toEqual(numbers(1001, 1102))
  })

  it('T5: misses nothing that is committed while the room is being opened here', async () => {
    const gate = Promise.withResolvers<void>()
    const reading = Promise.withResolvers<void>()
    const slow = await test.node({
      settings: { headsEvery: 600_000 },
      through: (cluster) => ({
        ...cluster,
        leases: {
          ...cluster.leases,
          async holders(key) {
            reading.resolve()
            await gate.promise
            return cluster.leases.holders(key)
          },
        },
      }),
    })
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [pen, reader] = [await node.connect(ada), await slow.connect(bob)]
    const subscribed = reader.ask('subscribe', { room, after: 1 })
    await reading.promise
    // The head has been read, or is just being read; the feed is not there yet.
    await new Promise((resolve) => setImmediate(resolve))
    await test.database.check()
    await pen.send(room, 'in between')
    gate.resolve()
    await subscribed
    await reader.until(() => reader.notes(room).length === 1)
    expect(reader.notes(room)).toEqual(['in between'])
  })

  it('T6: gives a stretch of the timeline to repair a gap with', async () => {
    const user = test.user()
    const room = await node.room([user])
    const socket = await node.connect(user)
    await Promise.all(numbers(1, 20).map((n) => socket.send(room, `${n}`)))
    const { entries } = await socket.ask('history', { room, from: 5, to: 9 })
    expect(entries.map((entry) => entry.seq)).toEqual([5, 6, 7, 8, 9])
    await expect(socket.ask('history', { room, from: 9, to: 5 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it('T7: heads find the entries another node made and the bus lost', async () => {
    let lost = false
    const deaf = await test.node({ through: lossy(() => lost) })
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [pen, reader] = [await node.connect(ada), await deaf.connect(bob)]
    await reader.ask('subscribe', { room, after: 0 })
    lost = true
    await pen.send(room, 'lost')
    await pen.send(room, 'and the last one')
    await reader.until(() => reader.entries(room).length === 3)
    expect(reader.notes(room)).toEqual(['lost', 'and the last one'])
    await reader.until(() => reader.bodies('heads').some((heads) => heads[room] === 3))
  })

  it('T7: a gap is closed from the database at once, without waiting for heads', async () => {
    let lost = false
    const deaf = await test.node({ through: lossy(() => lost), settings: { headsEvery: 600_000 } })
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [pen, reader] = [await node.connect(ada), await deaf.connect(bob)]
    await reader.ask('subscribe', { room, after: 1 })
    lost = true
    await pen.send(room, 'lost')
    lost = false
    await pen.send(room, 'heard')
    await reader.until(() => reader.notes(room).length === 2)
    expect(reader.notes(room)).toEqual(['lost', 'heard'])
  })
})

describe('who may', () => {
  it('T8: a stranger cannot tell a room they may not see from one that does not exist', async () => {
    const [ada, eve] = [test.user(), test.user()]
    const room = await node.room([ada])
    const nowhere = randomUUID() as RoomId
    const socket = await node.connect(eve)
    const answers = async (id: RoomId) =>
      Promise.all(
        [
          socket.ask('subscribe', { room: id, after: 0 }),
          socket.send(id, 'let me in'),
          socket.ask('signal', { room: id, type: 'test.wave', body: { n: 1 } }),
          socket.ask('mark', { room: id, read: 1 }),
          socket.ask('history', { room: id, from: 1, to: 5 }),
        ].map((answer) => answer.catch((fault) => fault.toBody())),
      )
    const there = await answers(room)
    expect(there).toEqual(await answers(nowhere))
    expect(there.map((body) => body.statusCode)).toEqual([404, 404, 404, 404, 404])
  })

  it('T8: whoever is removed stops receiving at once on every node, and can send no more', async () => {
    const other = await test.node()
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const pen = await node.connect(ada)
    const readers = [await node.connect(bob), await other.connect(bob)]
    for (const reader of readers) await reader.ask('subscribe', { room, after: 0 })
    await node.rooms.removeMember(test.database.db, { room, by: ada.user, user: bob.user })
    // Said at once: nobody has to have waited for what is told of the removal.
    await pen.send(room, 'a secret')
    for (const reader of readers) {
      await reader.until(() => reader.bodies('notice').some((notice) => notice.kind === 'removed'))
      await expect(reader.send(room, 'hello?')).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(reader.ask('subscribe', { room, after: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(reader.notes(room)).toEqual([])
    }
  })

  it('T8: whoever is removed while the nodes cannot hear each other stops receiving within a second all the same', async () => {
    let alone = false
    const cut = await test.node({
      // Heads, which would find it too, are of another test.
      settings: { headsEvery: 3_600_000 },
      through: (cluster) => ({ ...lossy(() => alone)(cluster), connected: () => !alone }),
    })
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const reader = await cut.connect(bob)
    await reader.ask('subscribe', { room, after: 0 })
    alone = true
    await node.rooms.removeMember(test.database.db, { room, by: ada.user, user: bob.user })
    await reader.until(() => reader.bodies('notice').some((notice) => notice.kind === 'removed'))
  })

  it('T8: whoever is removed is put out by the timeline itself, so a lost message delays that and no more', async () => {
    let lost = false
    const deaf = await test.node({ through: lossy(() => lost) })
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [pen, reader] = [await node.connect(ada), await deaf.connect(bob)]
    await reader.ask('subscribe', { room, after: 0 })
    lost = true
    await node.rooms.removeMember(test.database.db, { room, by: ada.user, user: bob.user })
    lost = false
    await pen.send(room, 'a secret')
    await reader.until(() => reader.bodies('notice').some((notice) => notice.kind === 'removed'))
    expect(reader.notes(room)).toEqual([])
    await expect(reader.ask('history', { room, from: 1, to: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('T8: somebody removed and added again while a node heard nothing is there again', async () => {
    let lost = false
    const deaf = await test.node({ through: lossy(() => lost) })
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [pen, reader] = [await node.connect(ada), await deaf.connect(bob)]
    await reader.ask('subscribe', { room, after: 0 })
    lost = true
    await node.rooms.removeMember(test.database.db, { room, by: ada.user, user: bob.user })
    await node.rooms.addMembers(test.database.db, { room, by: ada.user, users: [bob.user], role: 'member' })
    lost = false
    await pen.send(room, 'welcome back')
    await reader.until(() => reader.bodies('heads').some((heads) => heads[room] === 4))
    const after = reader.entries(room).at(-1)?.seq ?? 0
    await reader.ask('subscribe', { room, after })
    await reader.until(() => reader.notes(room).includes('welcome back'))
  })

  it('T8: a sign-out this node did not hear of ends the connection at the next round', async () => {
    const ended = new Set<string>()
    const deaf = await test.node({ signedOut: (caller) => ended.has(caller.device) })
    const ada = test.user()
    const socket = await deaf.connect(ada)
    ended.add(ada.device)
    await socket.until(() => !socket.socket.connected)
    expect(socket.bodies('notice')).toMatchObject([{ kind: 'session_ended' }])
  })

  it('T8: a device signed out while it is being let in is not let in', async () => {
    const ended = new Set<string>()
    let looks = 0
    const ada = test.user()
    const gate = await test.node({
      signedOut: (caller) => ended.has(caller.device),
      // Signed out right after the first look at its token.
      admitting: async () => {
        looks += 1
        if (looks === 2) ended.add(ada.device)
      },
    })
    await expect(gate.connect(ada)).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  })

  it('T8: a device signed out is disconnected on every node, after it was told why', async () => {
    const other = await test.node()
    const ada = test.user()
    const sockets = [await node.connect(ada), await other.connect(ada)]
    const tablet = await other.connect({ ...ada, device: test.user().device })
    node.rooms.disconnect(
      { user: ada.user, device: ada.device },
      { kind: 'session_ended', message: 'Signed out.' },
    )
    for (const socket of sockets) {
      await socket.until(() => !socket.socket.connected)
      expect(socket.bodies('notice')).toMatchObject([{ kind: 'session_ended' }])
    }
    expect(tablet.socket.connected).toBe(true)
  })

  it('a new member learns of the room by a head they do not know yet', async () => {
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada])
    const socket = await node.connect(bob)
    await node.rooms.addMembers(test.database.db, { room, by: ada.user, users: [bob.user], role: 'member' })
    await socket.until(() => socket.bodies('heads').some((heads) => heads[room] === 2))
  })

  it('an expired token is renewed on the same socket; until then verbs say so', async () => {
    const ada = test.user()
    const room = await node.room([ada])
    const socket = await node.connect(ada, { expiresAt: Date.now() - 1 })
    await expect(socket.send(room, 'too late')).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' })
    const expiresAt = Date.now() + 60_000
    expect(await socket.ask('renew', { token: JSON.stringify({ ...ada, expiresAt }) })).toEqual({ expiresAt })
    expect(await socket.send(room, 'in time')).toMatchObject({ seq: 2 })
    const someoneElse = JSON.stringify({ ...test.user(), expiresAt })
    await expect(socket.ask('renew', { token: someoneElse })).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  })
})
