import {
  endStream,
  inviteCohost,
  joinStream,
  leaveStream,
  listStreams,
  listWatchers,
  recordingFile,
  type Stream,
  streamThumbnail,
} from '@stoa/contract/streams'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  cohost,
  type LifeTest,
  one,
  type Person,
  pairOf,
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

describe('who watches', () => {
  it('S5: is counted once however many pictures they have, with times of coming and going; publishers are not', async () => {
    const stream = await live()
    const other = await test.person()
    await host.call(inviteCohost, cohost(stream, other))
    const from = at()
    await test.node.tell(
      visit('joined', stream, viewer, 'v1'),
      visit('joined', stream, viewer, 'v2'),
      visit('joined', stream, other, 'v3'),
    )
    expect(await host.see(stream)).toMatchObject({ viewers: 1, peak: 1 })
    test.clock.now += 10_000
    await test.node.tell(visit('left', stream, viewer, 'v1'))
    expect(await host.see(stream)).toMatchObject({ viewers: 1 })
    test.clock.now += 10_000
    await test.node.tell(visit('left', stream, viewer, 'v2'))
    expect(await host.see(stream)).toMatchObject({ viewers: 0, peak: 1 })
    test.clock.now += 10_000
    await test.node.tell(visit('joined', stream, viewer, 'v4'))
    const { participants } = await host.call(listWatchers, { ...one(stream), query: {} })
    expect(participants).toEqual([
      { user: viewer.user, joinedAt: from + 30_000, leftAt: null },
      ...[
        { user: viewer.user, joinedAt: from, leftAt: from + 20_000 },
        { user: other.user, joinedAt: from, leftAt: null },
      ].sort((a, b) => a.user.localeCompare(b.user)),
    ])
    await expect(viewer.call(listWatchers, { ...one(stream), query: {} })).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    })
    await host.call(endStream, one(stream))
    const after = await host.call(listWatchers, { ...one(stream), query: { limit: 1 } })
    expect(after.participants).toEqual([{ user: viewer.user, joinedAt: from + 30_000, leftAt: at() }])
  })

  it('a whole audience that looks at once sees it as it is', async () => {
    const [stream, other] = [await live(), await live()]
    await test.node.tell(visit('joined', stream, viewer))
    const looks = await Promise.all(Array.from({ length: 300 }, (_, n) => viewer.see(n % 2 ? stream : other)))
    expect(looks.every(({ id, viewers }, n) => id === (n % 2 ? stream : other).id && viewers === n % 2)).toBe(
      true,
    )
    await host.call(endStream, one(stream))
    expect(await viewer.see(stream)).toMatchObject({ status: 'ended', viewers: 0 })
  })

  it('joins quietly, also afterwards where it was recorded, and leaves', async () => {
    const stream = await live({ record: false })
    const before = (await host.entries(stream)).length
    expect(await viewer.call(joinStream, one(stream))).toMatchObject({ id: stream.id })
    await viewer.call(joinStream, one(stream))
    expect(await host.entries(stream)).toHaveLength(before)
    await viewer.call(leaveStream, one(stream))
    expect(test.node.engine.asked).toContainEqual({ do: 'remove', stream: stream.id, user: viewer.user })
    await host.call(endStream, one(stream))
    await expect((await test.person()).call(joinStream, one(stream))).rejects.toMatchObject({ code: 'GONE' })
  })

  it('M5: not with a block between them and the host, which also ends what they watch', async () => {
    const [stream, blocked] = [await live(), await test.person()]
    await blocked.call(joinStream, one(stream))
    await host.call(inviteCohost, cohost(stream, blocked))
    test.blocks.add(pairOf(host.user, blocked.user))
    await test.database.transaction((tx) =>
      test.node.streams.blockChanged(tx, { by: host.user, user: blocked.user, blocked: true }),
    )
    expect((await host.see(stream)).cohosts).toEqual([])
    expect(test.node.engine.asked).toContainEqual({ do: 'remove', stream: stream.id, user: blocked.user })
    await expect(blocked.call(joinStream, one(stream))).rejects.toMatchObject({ code: 'BLOCKED' })
    const index = { params: { stream: stream.id, '*': 'index.m3u8' } }
    await expect(blocked.call(recordingFile, index)).rejects.toMatchObject({ code: 'BLOCKED' })
    await expect(blocked.call(streamThumbnail, one(stream))).rejects.toMatchObject({ code: 'BLOCKED' })
    await expect(blocked.entries(stream)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(host.call(inviteCohost, cohost(stream, blocked))).rejects.toMatchObject({ code: 'BLOCKED' })
  })
})

describe('the directory', () => {
  it('S5: shows live streams by viewers with their counts, in one query', async () => {
    const [small, big] = [await live({ title: 'Small' }), await live({ title: 'Big' })]
    await test.node.tell(
      visit('joined', big, viewer, 'b1'),
      visit('joined', big, await test.person(), 'b2'),
      visit('joined', small, viewer, 's1'),
    )
    const { streams } = await viewer.call(listStreams, { query: {} })
    const mine = streams.filter(({ id }) => id === small.id || id === big.id)
    expect(mine.map(({ title, viewers }) => ({ title, viewers }))).toEqual([
      { title: 'Big', viewers: 2 },
      { title: 'Small', viewers: 1 },
    ])
  })

  it('finds streams by what is known of them, what the host says coming first', async () => {
    const stream = await live({ metadata: { topic: 'go', height: 720, codec: 'my own' } })
    expect(await host.see(stream)).toMatchObject({
      metadata: { topic: 'go', height: 720, codec: 'my own', audioCodec: 'OPUS' },
    })
    test.clock.now += 1000
    const other = await live({ metadata: { topic: 'go' } })
    const find = async (meta: string) =>
      (await viewer.call(listStreams, { query: { meta, host: host.user } })).streams.map(({ id }) => id)
    expect(await find('topic:go')).toEqual([other.id, stream.id])
    expect(await find('topic:go,height:720')).toEqual([stream.id])
    expect(await find('topic:go, codec:VP8')).toEqual([other.id])
    expect(await find('topic:chess')).toEqual([])
    await expect(find('nonsense')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await test.node.tell({
      kind: 'facts',
      of: { stream: other.id, publisher: host.user },
      facts: { codecs: ['H264'], width: 1280, height: 720, bitrate: 1_300_000.4 },
    })
    expect(await find('codec:H264,resolution:1280x720,bitrate:1300000')).toEqual([other.id])
  })

  it('pages through ended ones, newest first', async () => {
    const ended: string[] = []
    for (const _ of [1, 2, 3]) {
      test.clock.now += 1000
      const stream = await live()
      await host.call(endStream, one(stream))
      ended.unshift(stream.id)
    }
    const page = (before?: number) =>
      viewer.call(listStreams, {
        query: { status: 'ended', limit: 2, host: host.user, ...(before === undefined ? {} : { before }) },
      })
    const { streams: first } = await page()
    const { streams: second } = await page(first[1]?.createdAt)
    expect([...first, ...second].slice(0, 3).map(({ id }) => id)).toEqual(ended)
  })

  it('leaves out those of people with a block between', async () => {
    const stream = await live()
    const blocked = await test.person()
    await sql`INSERT INTO blocks (by_user, user_id, created_at)
      VALUES (${host.user}, ${blocked.user}, 0)`.execute(test.database.db)
    const { streams } = await blocked.call(listStreams, { query: { limit: 100 } })
    expect(streams.map(({ id }) => id)).not.toContain(stream.id)
  })
})
