import { randomUUID } from 'node:crypto'
import { type ClientId, Fault } from '@stoa/contract/http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../platform/database/database.ts'
import { entryRule } from '../index.ts'
import { amend, type KernelNode, type KernelTest, note, shred, testKernel } from '../kernel.testing.ts'
import { createAppender } from './appender.ts'
import { readRange } from './store.ts'

let test: KernelTest
let node: KernelNode

beforeAll(async () => {
  test = await testKernel()
  node = await test.node()
})
afterAll(() => test.close())

describe('a timeline', () => {
  it('T1: gives entries seq 1, 2, 3, … without gap or reuse, however many send at once on two nodes', async () => {
    const other = await test.node()
    const users = Array.from({ length: 8 }, () => test.user())
    const room = await node.room(users)
    const sockets = await Promise.all(
      users.map((user, index) => (index % 2 === 0 ? node : other).connect(user)),
    )
    const acks = await Promise.all(
      sockets.flatMap((socket, who) =>
        Array.from({ length: 50 }, (_, n) => socket.send(room, `${who}:${n}`)),
      ),
    )
    const entries = await readRange(test.database.db, { room, from: 1, to: 10_000, limit: 10_000 })
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 401 }, (_, index) => index + 1))
    expect(new Set(acks.map((ack) => ack.seq)).size).toBe(400)
    // Each sender's own entries are in the order they were sent.
    for (const user of users) {
      const own = entries.filter((entry) => entry.author === user.user && entry.type === note.name)
      const numbers = own.map((entry) => Number((entry.body as { text: string }).text.split(':')[1]))
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index))
    }
  })

  it('T1: times of a room never go back, whatever the clocks say', async () => {
    let now = 5_000_000
    const skewed = await test.node({ clock: () => now })
    const user = test.user()
    const room = await skewed.room([user])
    const socket = await skewed.connect(user)
    const first = await socket.send(room, 'now')
    now -= 1_000_000
    const second = await socket.send(room, 'an hour ago, says the clock')
    expect(second.at).toBe(first.at)
  })

  it('T12: nothing can be about an entry that another node has emptied, however often it was before', async () => {
    const other = await test.node()
    const user = test.user()
    const room = await node.room([user])
    const [here, there] = [await node.connect(user), await other.connect(user)]
    const { seq } = await here.send(room, 'first')
    const amended = (text: string) =>
      here.ask('send', { room, type: amend.name, about: seq, clientId: crypto.randomUUID(), body: { text } })
    for (let n = 0; n < 5; n += 1) expect(await amended(`${n}`)).toHaveProperty('seq')
    await there.ask('send', { room, type: shred.name, about: seq, clientId: crypto.randomUUID(), body: {} })
    await expect(amended('too late')).rejects.toMatchObject({ code: 'GONE' })
  })

  it('T12: nothing can be about an entry that is emptied by another one of the same commit', async () => {
    const user = test.user()
    const room = await node.room([user])
    const socket = await node.connect(user)
    const { seq } = await socket.send(room, 'first')
    const about = (type: string, body: object) =>
      socket.ask('send', { room, type, about: seq, clientId: randomUUID(), body })
    const [emptied, amended, again] = await Promise.allSettled([
      about(shred.name, {}),
      about(amend.name, { text: 'too late' }),
      about(shred.name, {}),
    ])
    expect(emptied.status).toBe('fulfilled')
    expect(amended).toMatchObject({ status: 'rejected', reason: { code: 'GONE' } })
    expect(again).toMatchObject({ status: 'rejected', reason: { code: 'GONE' } })
  })

  it('T2: a send is acknowledged only once its entry can be read by another connection', async () => {
    const user = test.user()
    const room = await node.room([user])
    const socket = await node.connect(user)
    for (let n = 0; n < 20; n += 1) {
      const { seq } = await socket.send(room, `${n}`)
      const [entry] = await readRange(test.database.db, { room, from: seq, to: seq, limit: 1 })
      expect(entry?.body).toEqual({ text: `${n}` })
    }
  })

  it('T3: a failed commit answers each of its senders with an error and delivers nothing', async () => {
    const { database } = test
    let broken = false
    const failing: Database = {
      ...database,
      transaction: (work) =>
        database.transaction(async (tx) => {
          const result = await work(tx)
          // After the writes, right where the COMMIT would go.
          if (broken) throw new Error('the disk is on fire')
          return result
        }),
    }
    const doomed = await test.node({ database: failing })
    const [ada, bob] = [test.user(), test.user()]
    const room = await doomed.room([ada, bob])
    const [sender, reader] = [await doomed.connect(ada), await doomed.connect(bob)]
    await reader.ask('subscribe', { room, after: 0 })
    broken = true
    const sends = await Promise.allSettled([sender.send(room, 'one'), sender.send(room, 'two')])
    expect(sends.map((send) => send.status)).toEqual(['rejected', 'rejected'])
    broken = false
    const { seq } = await sender.send(room, 'three')
    await reader.until(() => reader.notes(room).length > 0)
    expect(reader.notes(room)).toEqual(['three'])
    expect(seq).toBe(2)
  })

  it('T3: one entry that cannot be written does not take the others of its commit with it', async () => {
    const rule = entryRule({
      type: note,
      kinds: ['group'],
      async apply(_tx, appended) {
        if (appended.some((one) => JSON.stringify(one.entry.body).includes('poison')))
          throw new Error('poisoned')
      },
    })
    const picky = await test.node({ rules: [rule] })
    const user = test.user()
    const room = await picky.room([user])
    const socket = await picky.connect(user)
    const sends = await Promise.allSettled(['a', 'poison', 'b'].map((text) => socket.send(room, text)))
    expect(sends.map((send) => send.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('T1: everybody is told in the order of the commits, of each while the next is under way', async () => {
    const { database } = test
    const [commits, told]: [(() => void)[], string[]] = [[], []]
    const appender = createAppender({
      // Each transaction waits until it is let in.
      database: {
        ...database,
        async transaction(work) {
          await new Promise<void>((begin) => commits.push(begin))
          return database.transaction(work)
        },
      },
      clock: () => Date.now(),
      deliver: (_room, entries) => told.push(...entries.map(({ seq }) => `entry ${seq}`)),
      measure: () => {},
      onError: (error) => void told.push(String(error)),
    })
    const rule = entryRule({
      type: note,
      kinds: ['group'],
      async apply(_tx, appended) {
        if (appended.some(({ entry }) => JSON.stringify(entry.body).includes('poison')))
          throw new Error('poisoned')
      },
    })
    const room = await node.room([test.user()])
    const append = (text: string) => {
      const body = { text }
      const from = { sender: null, author: null, clientId: null, about: null }
      const said = (how: string) => void told.push(`${text} ${how}`)
      appender.append({ room, rule, ...from, body, json: JSON.stringify(body) }).then(
        () => said('stands'),
        () => said('failed'),
      )
    }
    const underWay = (count: number) => expect.poll(() => commits.length).toBe(count)
    append('one')
    await underWay(1)
    append('poison')
    append('two')
    commits[0]?.()
    await underWay(2)
    await expect.poll(() => told).toEqual(['entry 2', 'one stands'])
    // Fails, so that each of its two is tried by itself.
    commits[1]?.()
    await underWay(3)
    commits[2]?.()
    await underWay(4)
    commits[3]?.()
    await appender.drain()
    expect(told).toEqual(['entry 2', 'one stands', 'poison failed', 'entry 3', 'two stands'])
  })

  it('T3: what is told of entries and fails takes neither their acknowledgement with it nor what is sent after', async () => {
    let failures = 0
    const rule = entryRule({
      type: note,
      kinds: ['group'],
      committed() {
        failures += 1
        throw new Error('no ears')
      },
    })
    const deaf = await test.node({ rules: [rule] })
    const user = test.user()
    const room = await deaf.room([user])
    const socket = await deaf.connect(user)
    const sends = [await socket.send(room, 'one'), await socket.send(room, 'two')]
    expect(sends.map((sent) => sent.seq)).toEqual([2, 3])
    expect(failures).toBe(2)
  })

  it('T4: a repeated send gives the first seq and makes no second entry, at once, later and on another node', async () => {
    const other = await test.node()
    const user = test.user()
    const room = await node.room([user])
    const [here, there] = [await node.connect(user), await other.connect(user)]
    const clientId = randomUUID()
    const together = await Promise.all([
      here.send(room, 'once', clientId),
      here.send(room, 'once', clientId),
      there.send(room, 'once', clientId),
    ])
    const later = await there.send(room, 'once', clientId)
    expect(new Set([...together, later].map((ack) => ack.seq)).size).toBe(1)
    expect(new Set([...together, later].map((ack) => ack.at)).size).toBe(1)
    const entries = await readRange(test.database.db, { room, from: 1, to: 100, limit: 100 })
    expect(entries.filter((entry) => entry.clientId === (clientId as ClientId))).toHaveLength(1)
  })

  it('T4: the same client id of another user, or in another room, is another entry', async () => {
    const [ada, bob] = [test.user(), test.user()]
    const [first, second] = [await node.room([ada, bob]), await node.room([ada])]
    const [a, b] = [await node.connect(ada), await node.connect(bob)]
    const clientId = randomUUID()
    const seqs = [
      await a.send(first, 'x', clientId),
      await b.send(first, 'y', clientId),
      await a.send(second, 'z', clientId),
    ]
    expect(seqs.map((ack) => ack.seq)).toEqual([2, 3, 2])
  })

  it('T4: a repeat is one even where the server would refuse it by now', async () => {
    let gone = false
    const rule = entryRule({
      type: note,
      kinds: ['group'],
      async prepare(sent) {
        if (gone) throw new Fault('GONE')
        return sent
      },
    })
    const fickle = await test.node({ rules: [rule] })
    const user = test.user()
    const room = await fickle.room([user])
    const socket = await fickle.connect(user)
    const clientId = randomUUID()
    const first = await socket.send(room, 'there', clientId)
    gone = true
    expect(await socket.send(room, 'there', clientId)).toEqual(first)
    await expect(socket.send(room, 'another')).rejects.toMatchObject({ code: 'GONE' })
  })

  it('T4: a repeated deletion is one though its target is gone, and a repeat into a closed room too; not for strangers', async () => {
    const other = await test.node()
    const [ada, bob] = [test.user(), test.user()]
    const room = await node.room([ada, bob])
    const [socket, elsewhere] = [await node.connect(ada), await other.connect(ada)]
    const { seq } = await socket.send(room, 'gone soon')
    const deletion = { room, type: shred.name, clientId: randomUUID(), about: seq, body: {} }
    const first = await socket.ask('send', deletion)
    expect(await socket.ask('send', deletion)).toEqual(first)
    expect(await elsewhere.ask('send', deletion)).toEqual(first)
    await expect(socket.ask('send', { ...deletion, clientId: randomUUID() })).rejects.toMatchObject({
      code: 'GONE',
    })
    const clientId = randomUUID()
    const said = await socket.send(room, 'the last word', clientId)
    await node.rooms.change(test.database.db, { room, by: null, closed: true })
    expect(await socket.send(room, 'the last word', clientId)).toEqual(said)
    await node.rooms.removeMember(test.database.db, { room, by: null, user: ada.user })
    await expect(socket.send(room, 'the last word', clientId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('refuses text no database can hold, without hurting those beside it', async () => {
    const user = test.user()
    const room = await node.room([user])
    const socket = await node.connect(user)
    const sends = await Promise.allSettled(
      ['fine', 'a\u0000b', 'half \ud83d', 'whole \u{1f600}', String.raw`written \u0000 out`].map((text) =>
        socket.send(room, text),
      ),
    )
    expect(sends.map((send) => send.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
  })
})
