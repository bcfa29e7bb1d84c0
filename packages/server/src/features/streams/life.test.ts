import { getRoom } from '@stoa/contract/rooms'
import {
  changeStream,
  deleteStream,
  endStream,
  getStream,
  inviteCohost,
  joinStream,
  listStreams,
  mediaTicket,
  newStreamKey,
  removeCohost,
  type Stream,
} from '@stoa/contract/streams'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  cohost,
  type LifeTest,
  one,
  type Person,
  type Telling,
  telling,
  testStreams,
} from './life.testing.ts'

let test: LifeTest
let host: Person
let viewer: Person

beforeAll(async () => {
  test = await testStreams()
  host = await test.person()
  viewer = await test.person()
})
afterAll(() => test.close())

const at = () => test.clock.now
const event: Telling['event'] = (...told) => telling(test.clock).event(...told)
const visit: Telling['visit'] = (...told) => telling(test.clock).visit(...told)

async function live(more: Parameters<Person['create']>[0] = {}): Promise<Stream> {
  const stream = await host.create(more)
  await test.node.tell(event('published', stream, host))
  return stream
}

/** Time passes, and it is looked at what is due. */
async function pass(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 1) {
    test.clock.now += 1000
    await test.node.streams.sweep()
  }
}

describe('the life of a stream', () => {
  it('S1: is scheduled, live from the first picture on, and ended by its host for good', async () => {
    const stream = await host.create({ scheduledFor: at() + 1000, description: 'At last' })
    expect(stream).toMatchObject({
      ...{ status: 'scheduled', host: host.user, scheduledFor: at() + 1000, startedAt: null },
      ...{ viewers: 0, peak: 0, recording: null, thumbnail: null, description: 'At last' },
    })
    test.clock.now += 5000
    const begunAt = at()
    await test.node.tell(event('published', stream, host))
    expect(await host.see(stream)).toMatchObject({
      ...{ status: 'live', startedAt: begunAt, publishers: [host.user] },
    })
    test.clock.now += 60_000
    expect(await host.call(endStream, one(stream))).toMatchObject({
      ...{ status: 'ended', endedAt: begunAt + 60_000, publishers: [] },
    })
    expect(await host.states(stream)).toEqual([
      { status: 'live', publishers: [host.user] },
      { status: 'ended', publishers: [] },
    ])
    expect(test.node.engine.asked).toContainEqual({ do: 'close', stream: stream.id })
    // A picture that comes all the same is put out.
    await test.node.tell(event('published', stream, host))
    expect(await host.see(stream)).toMatchObject({ status: 'ended', publishers: [] })
    expect(test.node.engine.asked).toContainEqual({ do: 'remove', stream: stream.id, user: host.user })
  })

  it('what is told of a picture twice is told to the room once', async () => {
    const stream = await live()
    const other = await test.person()
    await host.call(inviteCohost, cohost(stream, other))
    await test.node.tell(event('published', stream, other), event('published', stream, host))
    await test.node.tell(event('published', stream, other))
    expect((await host.states(stream)).slice(1)).toEqual([
      { status: 'live', publishers: [host.user] },
      { status: 'live', publishers: [host.user, other.user] },
    ])
  })

  it('S1: a publisher who dropped has 30 seconds to come back, each time', async () => {
    const stream = await live()
    for (const _ of [1, 2]) {
      await test.node.tell(event('interrupted', stream, host))
      expect(await host.see(stream)).toMatchObject({ status: 'live', publishers: [] })
      await pass(29)
      await test.node.tell(event('published', stream, host))
    }
    await pass(60)
    expect(await host.see(stream)).toMatchObject({ status: 'live', publishers: [host.user] })
    await test.node.tell(event('interrupted', stream, host))
    await pass(29)
    expect((await host.see(stream)).status).toBe('live')
    await test.node.tell(event('gone', stream, host))
    await pass(2)
    expect((await host.see(stream)).status).toBe('ended')
  })

  it('S1, S7: it goes on while a co-host still publishes', async () => {
    const stream = await live()
    await host.call(inviteCohost, cohost(stream, viewer))
    await test.node.tell(event('published', stream, viewer), event('interrupted', stream, host))
    await pass(31)
    await test.node.tell(event('gone', stream, host))
    await pass(100)
    expect(await host.see(stream)).toMatchObject({ status: 'live', publishers: [viewer.user] })
    await test.node.tell(event('published', stream, host))
    expect((await host.see(stream)).publishers).toEqual([host.user, viewer.user])
    await test.node.tell(event('interrupted', stream, host), event('interrupted', stream, viewer))
    await pass(31)
    expect((await host.see(stream)).status).toBe('ended')
  })

  it('once over, its room takes no more messages and can be read', async () => {
    const stream = await live({ record: false })
    await viewer.call(joinStream, one(stream))
    await host.call(endStream, one(stream))
    const room = await viewer.call(getRoom, { params: { room: stream.id } })
    expect(room).toMatchObject({ kind: 'stream', closed: true, name: 'A stream' })
    expect((await viewer.entries(stream)).length).toBeGreaterThan(1)
  })

  it('A8: is ended by moderators, which is written down, and by nobody else', async () => {
    const stream = await live()
    await expect(viewer.call(endStream, one(stream))).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    const moderator = await test.person('moderator')
    expect(await moderator.call(endStream, one(stream))).toMatchObject({ status: 'ended' })
    const { rows } = await sql`
      SELECT actor, subject, details FROM security_events WHERE kind = 'stream.ended'`.execute(
      test.database.db,
    )
    expect(rows).toEqual([
      {
        ...{ actor: moderator.user, subject: host.user },
        details: { stream: stream.id, title: 'A stream' },
      },
    ])
    // Once more is no more.
    expect(await host.call(endStream, one(stream))).toMatchObject({ status: 'ended' })
    expect(await host.states(stream)).toHaveLength(2)
  })
})

describe('several nodes and restarts', () => {
  it('S1: of a stream whose node died the publisher has 30 seconds to come back, to any node', async () => {
    const other = await test.another()
    const stream = await host.create()
    await other.tell(event('published', stream, host), visit('joined', stream, viewer))
    expect(await host.see(stream)).toMatchObject({ publishers: [host.user], viewers: 1 })
    await other.die()
    await pass(6)
    expect(await host.see(stream)).toMatchObject({ status: 'live', publishers: [], viewers: 0 })
    await pass(20)
    await test.node.tell(event('published', stream, host))
    await pass(40)
    expect(await host.see(stream)).toMatchObject({ status: 'live', publishers: [host.user] })
  })

  it('S1: after a time in which nobody looked, everybody has their 30 seconds again', async () => {
    const stream = await live()
    await test.node.tell(event('interrupted', stream, host))
    test.clock.now += 3_600_000
    await test.node.streams.sweep()
    await pass(28)
    expect((await host.see(stream)).status).toBe('live')
    await pass(3)
    expect((await host.see(stream)).status).toBe('ended')
  })

  it('what another node took for dead by mistake is put right by the node that carries it', async () => {
    const stream = await live()
    await sql`UPDATE streams SET publishers = '{}', node = NULL, due_at = ${at() + 20_000}
      WHERE id = ${stream.id}`.execute(test.database.db)
    await pass(6)
    await test.node.streams.settled()
    expect(await host.see(stream)).toMatchObject({ status: 'live', publishers: [host.user] })
  })

  it('a stream that was ended where its pictures could not be reached is put out by the node that carries it', async () => {
    const stream = await live()
    await sql`UPDATE streams SET status = 'ended', ended_at = ${at()} WHERE id = ${stream.id}`.execute(
      test.database.db,
    )
    await pass(6)
    expect(test.node.engine.asked).toContainEqual({ do: 'close', stream: stream.id })
  })
})

describe('what its host may do', () => {
  it('change what it says, and delete it where it is not live', async () => {
    const stream = await live({ metadata: { a: 1 } })
    const changed = await host.call(changeStream, {
      ...one(stream),
      body: { title: 'Another title', metadata: { b: true } },
    })
    expect(changed).toMatchObject({ title: 'Another title', metadata: { b: true, codec: 'VP8' } })
    expect(changed.metadata).not.toHaveProperty('a')
    const room = await host.call(getRoom, { params: { room: stream.id } })
    expect(room.name).toBe('Another title')
    await expect(host.call(deleteStream, one(stream))).rejects.toMatchObject({ code: 'CONFLICT' })
    await host.call(endStream, one(stream))
    await expect(viewer.call(deleteStream, one(stream))).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    await host.call(deleteStream, one(stream))
    await expect(host.see(stream)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await host.call(getRoom, { params: { room: stream.id } })).toMatchObject({
      name: 'Deleted stream',
    })
  })

  it('publish with a key, until another one is made, which ends what the old one began, or they are banned', async () => {
    const banned = await test.person()
    const stream = await banned.create()
    const { key, whip } = await banned.call(newStreamKey, one(stream))
    expect(whip).toBe(`https://stoa.example/api/v1/whip/${stream.id}`)
    expect((await test.node.whip(stream, key)).status).toBe(201)
    const { rows } = await sql<{ row: string }>`
      SELECT s::text AS row FROM streams s WHERE id = ${stream.id}`.execute(test.database.db)
    expect(rows[0]?.row).not.toContain(key)
    const put = { do: 'remove', stream: stream.id, user: banned.user }
    expect(test.node.engine.asked).not.toContainEqual(put)
    await test.node.tell(event('published', stream, banned))
    const { key: next } = await banned.call(newStreamKey, one(stream))
    expect(test.node.engine.asked).toContainEqual(put)
    expect((await test.node.whip(stream, key)).status).toBe(401)
    expect((await test.node.whip(stream, next)).status).toBe(201)
    await sql`UPDATE users SET banned_until = ${at() + 1000} WHERE id = ${banned.user}`.execute(
      test.database.db,
    )
    expect(await test.node.whip(stream, next)).toMatchObject({
      status: 403,
      body: expect.stringContaining('BANNED'),
    })
  })

  it('are told what the bearer has to be where there is none that counts', async () => {
    const stream = await host.create()
    for (const bearer of ['live_wrong', 'live_', ''])
      expect(await test.node.whip(stream, bearer)).toMatchObject({
        status: 401,
        body: expect.stringMatching(/key.*access token/),
      })
  })

  it('nobody else may do any of it', async () => {
    const stream = await live()
    for (const refused of [
      viewer.call(changeStream, { ...one(stream), body: { title: 'Mine' } }),
      viewer.call(newStreamKey, one(stream)),
      viewer.call(inviteCohost, cohost(stream, viewer)),
      viewer.call(mediaTicket, { ...one(stream), body: { publish: true } }),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    const nowhere = { params: { stream: crypto.randomUUID() } } as { params: { stream: Stream['id'] } }
    await expect(viewer.call(getStream, nowhere)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('S7: invite 9 co-hosts and no more, who may leave and be put out', async () => {
    const stream = await live()
    const others = await Promise.all(Array.from({ length: 10 }, () => test.person()))
    for (const other of others.slice(0, 9)) await host.call(inviteCohost, cohost(stream, other))
    const [first, second, third] = others
    const tenth = others[9]
    if (!first || !second || !third || !tenth) throw new Error('there are ten')
    await expect(host.call(inviteCohost, cohost(stream, tenth))).rejects.toMatchObject({ code: 'CONFLICT' })
    await host.call(inviteCohost, cohost(stream, first))
    await test.node.tell(event('published', stream, first))
    await first.call(removeCohost, cohost(stream, first))
    await expect(second.call(removeCohost, cohost(stream, third))).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    })
    await host.call(removeCohost, cohost(stream, second))
    expect((await host.see(stream)).cohosts).toHaveLength(7)
    expect(test.node.engine.asked).toContainEqual({ do: 'remove', stream: stream.id, user: first.user })
    // Whoever is no co-host any more is put out when they come all the same.
    await test.node.tell(event('published', stream, second))
    expect(test.node.engine.asked).toContainEqual({ do: 'remove', stream: stream.id, user: second.user })
    await expect(host.call(inviteCohost, cohost(stream, host))).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('what a database or a calendar cannot hold', () => {
  const nul = String.fromCharCode(0)
  const half = String.fromCharCode(0xd800)
  const latest = 253_402_300_799_999

  it('is refused in words', async () => {
    const stream = await host.create()
    for (const refused of [
      () => host.create({ description: `a${nul}b` }),
      () => host.create({ description: half }),
      () => host.create({ metadata: { codec: nul } }),
      () => host.create({ metadata: { codec: half } }),
      () => host.create({ scheduledFor: latest + 1 }),
      () => host.call(changeStream, { ...one(stream), body: { description: nul } }),
      () => host.call(changeStream, { ...one(stream), body: { metadata: { codec: half } } }),
      () => host.call(changeStream, { ...one(stream), body: { scheduledFor: Number.MAX_SAFE_INTEGER } }),
      () => host.call(listStreams, { query: { meta: `codec:${nul}` } }),
      () => host.call(listStreams, { query: { meta: `${nul}:VP8` } }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('leaves lines, any script and far dates as they are', async () => {
    const description = 'One line\nand 高橋 👩‍👩‍👧'
    expect(await host.create({ description, scheduledFor: latest })).toMatchObject({
      description,
      scheduledFor: latest,
    })
  })
})

describe('the demo', () => {
  it('has one show to come, which is put off once its time has passed', async () => {
    const [creator] = [await test.person()]
    const shows = async () =>
      (await viewer.call(listStreams, { query: { status: 'scheduled', host: creator.user } })).streams
    await test.node.streams.seedDemo([])
    await test.node.streams.seedDemo([creator.user])
    await test.node.streams.seedDemo([creator.user])
    const [show, ...more] = await shows()
    expect(more).toEqual([])
    const first = show?.scheduledFor ?? 0
    expect(first - at()).toBeGreaterThan(0)
    expect(first - at()).toBeLessThanOrEqual(24 * 3_600_000)
    test.clock.now = first + 1
    await test.node.streams.seedDemo([creator.user])
    expect(await shows()).toMatchObject([{ id: show?.id, scheduledFor: first + 24 * 3_600_000 }])
  })
})
