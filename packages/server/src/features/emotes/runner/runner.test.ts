import { randomUUID } from 'node:crypto'
import type { Moment } from '@stoa/contract/emotes'
import type { RoomId, UserId } from '@stoa/contract/http'
import fc from 'fast-check'
import { sql } from 'kysely'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmotesNode, type EmotesTest, entriesOf, silentLog, testEmotes } from '../emotes.testing.ts'
import { type Batch, type LogRecord, ShardLost } from '../log/log.ts'
import { createEmoteMetrics } from '../metrics.ts'
import { createSettings, type Settings } from '../settings/settings.ts'
import { openShards, type Shard, type ShardNeeds } from './shard.ts'
import { readMinutes, readMoments } from './store.ts'

const minute = 60_000
const noon = Date.UTC(2030, 0, 1, 12)
let town: EmotesTest
let node: EmotesNode
let settings: Settings
beforeAll(async () => {
  town = await testEmotes()
  node = await town.node()
  const { database } = town
  const bus = { publish: () => undefined, subscribe: async () => () => undefined }
  settings = createSettings({ database, bus, log: silentLog })
})
afterAll(() => town.close())

/** A log that can be read again: what was sent, in order. */
function recording(streams: readonly RoomId[]) {
  const records: LogRecord[] = []
  return {
    records,
    /** `count` of an emote, evenly over a minute, by so many people. */
    add(emote: string, count: number, { at = noon, people = 5, stream = streams[0] } = {}) {
      for (let n = 0; n < count; n += 1)
        records.push({
          stream: stream ?? ('' as RoomId),
          user: users[n % people] ?? ('' as UserId),
          emote,
          at: at + Math.floor((n * minute) / count),
          place: records.length,
        })
    },
  }
}
const users = Array.from({ length: 12 }, () => randomUUID() as UserId)

interface Opened {
  readonly shard: Shard
  readonly time: { now: number }
}

async function open(name: string, more: Partial<ShardNeeds> = {}): Promise<Opened> {
  const time = { now: noon }
  const [shard] = await openShards(
    {
      ...{ database: town.database, rooms: node.rooms, settings, log: silentLog, clock: () => time.now },
      ...{ metrics: createEmoteMetrics(new Registry()), againstBaseline: true, keeps: true },
      newId: randomUUID,
      ...more,
    },
    [name],
  )
  if (shard === undefined) throw new Error('no shard')
  return { shard, time }
}

const only = (records: readonly LogRecord[]): Batch => ({ records, malformed: [] })
const shardName = () => `test-${randomUUID()}`
const aStream = () => node.stream(town.person())

/** What a stream came to: everything that must not differ, however it was analysed. */
async function outcome(stream: RoomId) {
  const { db } = town.database
  const moments = await readMoments(db, stream)
  const entries = await entriesOf(town.database, stream, 'emote.moment')
  const newest = moments.map(
    ({ seq }) => entries.filter((one) => one.seq === seq || one.about === seq).at(-1)?.body,
  )
  return {
    moments: moments.map(({ moment }) => moment),
    newest,
    announced: entries.filter(({ type }) => type === 'emote.moment').map(({ body }) => body as Moment),
    minutes: await readMinutes(db, { stream, from: 0, to: Number.MAX_SAFE_INTEGER }),
    dropped: (
      await sql<{ dropped: number }>`SELECT dropped FROM emote_streams WHERE stream = ${stream}`.execute(db)
    ).rows[0]?.dropped,
  }
}

test('E5: a moment is announced once, updated as it grows but not more often than each second, and final at close', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 120)
  const { shard, time } = await open(shardName())
  const kinds = async () => (await entriesOf(town.database, stream, 'emote.moment')).map(({ type }) => type)
  await shard.take(only(records.slice(0, 30)))
  expect(await kinds()).toEqual(['emote.moment'])
  await shard.take(only(records.slice(30, 60)))
  expect(await kinds()).toEqual(['emote.moment'])
  time.now += 999
  await shard.tick()
  expect(await kinds()).toEqual(['emote.moment'])
  time.now += 1
  await shard.tick()
  expect(await kinds()).toEqual(['emote.moment', 'emote.moment-update'])
  await shard.take(only(records.slice(60)))
  await shard.quiet(noon + minute + 10_000)
  const { moments, newest, announced } = await outcome(stream)
  expect(announced).toMatchObject([{ count: 30, final: false }])
  expect(moments).toEqual([
    {
      ...{ emote: '🔥', start: noon, end: noon + minute },
      ...{ count: 120, total: 120, ratio: 1, people: 5, final: true },
    },
  ])
  expect(newest).toEqual(moments)
})

test('E3: a window closes by time though no further emotes come, and what comes later still is counted as dropped', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 20)
  const { shard } = await open(shardName())
  await shard.take(only(records))
  await shard.quiet(noon + minute + 9_999)
  expect((await outcome(stream)).minutes).toEqual([])
  await shard.quiet(noon + minute + 10_000)
  expect((await outcome(stream)).minutes).toEqual([{ at: noon, counts: { '🔥': 20 } }])
  add('🔥', 3)
  await shard.take(only(records.slice(20)))
  expect(await outcome(stream)).toMatchObject({ dropped: 3, minutes: [{ counts: { '🔥': 20 } }] })
})

test('E5: a moment that turns out not to be one is withdrawn: told to the timeline, and in no list', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 60)
  add('👍', 400, { people: 10 })
  const { shard } = await open(shardName())
  await shard.take(only(records))
  await shard.quiet(noon + minute + 10_000)
  const [announced, ...updates] = await entriesOf(town.database, stream, 'emote.moment')
  expect(announced?.body).toMatchObject({ emote: '🔥', final: false })
  expect(updates.filter(({ about }) => about === announced?.seq).at(-1)?.body).toEqual({
    ...{ emote: '🔥', start: noon, end: noon + minute },
    ...{ count: 60, total: 460, ratio: 60 / 460, people: 5, final: true, withdrawn: true },
  })
  expect((await outcome(stream)).moments.map(({ emote }) => emote)).toEqual(['👍'])
})

test('E5: wherever analysis stops and another one goes on from the stored position, the results are the same, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 399 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 5, max: 90 }),
      async (cuts, size) => {
        const [whole, broken] = await Promise.all([aStream(), aStream()])
        const scene = recording([broken])
        for (let window = 0; window < 5; window += 1) {
          const at = noon + window * minute
          scene.add('👍', 40, { at, people: 8 })
          scene.add('😮', window === 3 ? 60 : 15, { at, people: 10 })
        }
        scene.records.sort((one, other) => one.at - other.at)
        // Too late for its window, wherever it is read.
        const late = { ...scene.records[0], at: noon + 1, place: 0 } as LogRecord
        const events = [...scene.records.slice(0, 250), late, ...scene.records.slice(250)].map(
          (record, place) => ({
            ...record,
            place,
          }),
        )
        const through = noon + 6 * minute
        const straight = await open(shardName())
        await straight.shard.take(only(events.map((record) => ({ ...record, stream: whole }))))
        await straight.shard.quiet(through)

        const name = shardName()
        for (const cut of [...cuts.toSorted((one, other) => one - other), events.length]) {
          const { shard, time } = await open(name)
          const from = shard.from ?? 0
          for (let at = from; at < cut; at += size) {
            time.now += 700
            await shard.take(only(events.slice(at, Math.min(cut, at + size))))
          }
          // It dies here: nothing more of it is written.
          if (cut === events.length) await shard.quiet(through)
        }
        const [one, other] = await Promise.all([outcome(whole), outcome(broken)])
        expect(other.minutes).toEqual(one.minutes)
        expect(other.moments).toEqual(one.moments)
        expect(other.newest).toEqual(one.newest)
        expect(other.dropped).toBe(one.dropped)
        const keys = other.announced.map(({ start, emote }) => `${start} ${emote}`)
        expect(new Set(keys).size).toBe(keys.length)
      },
    ),
    { numRuns: 12, seed: 5 },
  )
}, 120_000)

test('E5: after a rebalance only the new reader writes; the old one is told that it lost the shard', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 60)
  const name = shardName()
  const { shard: old } = await open(name)
  await old.take(only(records.slice(0, 29)))
  const { shard: fresh } = await open(name)
  await expect(old.take(only(records.slice(29)))).rejects.toThrow(ShardLost)
  expect(await entriesOf(town.database, stream, 'emote.moment')).toEqual([])
  await fresh.take(only(records.slice(fresh.from ?? 0)))
  await fresh.quiet(noon + 2 * minute)
  expect(await outcome(stream)).toMatchObject({
    moments: [{ count: 60 }],
    announced: [{ emote: '🔥' }],
    minutes: [{ counts: { '🔥': 60 } }],
  })
})

test('E5: what could not be written because the database failed is written later, counted once', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 60)
  let fails = true
  const { database } = town
  const { shard } = await open(shardName(), {
    database: {
      ...database,
      transaction: (work) => (fails ? Promise.reject(new Error('away')) : database.transaction(work)),
    },
  })
  const batch = only(records)
  await expect(shard.take(batch)).rejects.toThrow('away')
  fails = false
  await shard.take(batch)
  await shard.quiet(noon + 2 * minute)
  expect((await outcome(stream)).moments).toMatchObject([{ count: 60 }])
})

test('E5: where a commit’s answer is lost, what it told is not told again', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 60)
  let loses = true
  const { database } = town
  const { shard } = await open(shardName(), {
    database: {
      ...database,
      async transaction(work) {
        const result = await database.transaction(work)
        if (loses) throw new Error('the connection was lost')
        return result
      },
    },
  })
  const batch = only(records)
  await expect(shard.take(batch)).rejects.toThrow('lost')
  loses = false
  await shard.take(batch)
  expect(await entriesOf(town.database, stream, 'emote.moment')).toHaveLength(1)
  loses = true
  await expect(shard.quiet(noon + 2 * minute)).rejects.toThrow('lost')
  loses = false
  await shard.quiet(noon + 2 * minute)
  expect(await outcome(stream)).toMatchObject({
    moments: [{ count: 60, final: true }],
    announced: [{ emote: '🔥' }],
    minutes: [{ counts: { '🔥': 60 } }],
  })
  const final = (await entriesOf(town.database, stream, 'emote.moment')).filter(
    ({ body }) => (body as Moment).final,
  )
  expect(final).toHaveLength(1)
})

test('E5: with a log that keeps nothing, a moment told before a restart stays one and is final with the most that was told', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 60)
  const name = shardName()
  const first = await open(name, { keeps: false })
  await first.shard.take(only(records.slice(0, 45)))
  const { shard } = await open(name, { keeps: false })
  await shard.take(only(records.slice(45)))
  await shard.quiet(noon + 2 * minute)
  expect(await outcome(stream)).toMatchObject({
    moments: [{ count: 30, final: true }],
    announced: [{ emote: '🔥' }],
    newest: [{ count: 30, final: true }],
  })
})

test('E6: changed settings are in force from the next batch on', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 30)
  add('👍', 30)
  records.sort((one, other) => one.at - other.at)
  const { shard } = await open(shardName())
  await settings.change({ stream, set: { interval: 1000 } })
  await shard.take(only(records.slice(0, 30)))
  expect((await outcome(stream)).announced).toEqual([])
  await settings.change({ stream, set: { interval: 10, threshold: 0.4 } })
  await shard.take(only(records.slice(30)))
  expect((await outcome(stream)).announced).toHaveLength(2)
})

test('E7: records that are no events are counted, set aside once, told of once a minute, and skipped', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 30)
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const registry = new Registry()
  const name = shardName()
  const more = { log, metrics: createEmoteMetrics(registry) }
  const { shard, time } = await open(name, more)
  const malformed = (...places: number[]) =>
    places.map((place) => ({ place, reason: 'not JSON', record: `{\0 ${place}` }))
  await shard.take({ records, malformed: malformed(100, 101) })
  time.now += 59_999
  await shard.take({ records: [], malformed: malformed(102) })
  expect(lines).toHaveLength(1)
  time.now += 1
  await shard.tick()
  expect(lines.map((line) => JSON.parse(line).records)).toEqual([2, 1])
  expect(await registry.getSingleMetricAsString('stoa_emote_log_malformed_total')).toMatch(/ 3$/)
  // Read again by another one: what is set aside is set aside.
  const { shard: again } = await open(name)
  await again.take({ records: [], malformed: malformed(101, 102, 103) })
  const { rows } = await sql<{ place: number; reason: string }>`
    SELECT place, reason FROM emote_set_aside WHERE shard = ${name} ORDER BY place`.execute(town.database.db)
  expect(rows.map(({ place }) => place)).toEqual([100, 101, 102, 103])
  expect((await outcome(stream)).announced).toHaveLength(1)
})

test('E5: emotes of a room that is not there are no reason to stop', async () => {
  const [gone, stream] = [randomUUID() as RoomId, await aStream()]
  const { records, add } = recording([gone])
  add('🔥', 30)
  add('🔥', 30, { stream })
  const { shard } = await open(shardName())
  await shard.take(only(records))
  await shard.quiet(noon + 2 * minute)
  expect((await outcome(stream)).moments).toMatchObject([{ count: 30, final: true }])
  expect((await outcome(gone)).moments).toEqual([])
})

test('of a stream that is deleted nothing is kept but what is in its timeline', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('🔥', 30)
  const { shard } = await open(shardName())
  await shard.take(only(records))
  await shard.quiet(noon + 2 * minute)
  await settings.change({ stream, set: { interval: 7 } })
  await node.emotes.forget(town.database.db, stream)
  expect(await outcome(stream)).toMatchObject({ moments: [], minutes: [], announced: [{ emote: '🔥' }] })
  const { rows } = await sql`SELECT 1 FROM emote_settings WHERE stream = ${stream}`.execute(town.database.db)
  expect(rows).toEqual([])
})

test('E7: an event from another year is set aside, and takes nothing from the events of today', async () => {
  const stream = await aStream()
  const { records, add } = recording([stream])
  add('👍', 1, { at: Date.UTC(2300, 0, 1) })
  add('🔥', 60)
  const registry = new Registry()
  const { shard } = await open(shardName(), { metrics: createEmoteMetrics(registry) })
  await shard.take(only(records))
  await shard.quiet(noon + minute + 10_000)
  expect(await outcome(stream)).toMatchObject({ minutes: [{ counts: { '🔥': 60 } }], dropped: 0 })
  expect(await registry.getSingleMetricAsString('stoa_emote_log_malformed_total')).toMatch(/ 1$/)
})
