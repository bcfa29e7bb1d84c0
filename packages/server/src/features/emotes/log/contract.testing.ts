import { randomUUID } from 'node:crypto'
import type { EmoteEvent } from '@stoa/contract/emotes'
import type { RoomId, UserId } from '@stoa/contract/http'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Batch, type EmoteLog, type LogConsumer, ShardLost, type ShardReader } from './log.ts'

/** What every log does: nodes over one medium. */
export interface LogMedium {
  /** One more node. */
  node(): Promise<EmoteLog>
  close(): Promise<void>
}

/** What a reader does besides taking notes. */
export interface Behaviour {
  readonly from?: (shard: string) => number | null
  readonly take?: (shard: string, batch: Batch) => Promise<void>
}

/** Takes notes of all that it is given. */
export interface Notes extends LogConsumer {
  readonly happened: (
    | {
        readonly kind: 'taken'
        readonly shard: string
        readonly event: EmoteEvent & { readonly place: number }
      }
    | { readonly kind: 'malformed'; readonly shard: string; readonly reason: string; readonly record: string }
    | { readonly kind: 'quiet' | 'opened' | 'ended'; readonly shard: string; readonly time: number }
  )[]
  taken(stream?: RoomId): string[]
}

export function takeNotes({ from = () => null, take }: Behaviour = {}): Notes {
  const happened: Notes['happened'] = []
  return {
    happened,
    taken: (stream) =>
      happened.flatMap((one) =>
        one.kind === 'taken' && (stream === undefined || one.event.stream === stream)
          ? [one.event.emote]
          : [],
      ),
    async open(shards) {
      return shards.map((shard): ShardReader => {
        happened.push({ kind: 'opened', shard, time: 0 })
        return {
          from: from(shard),
          async take(batch) {
            await take?.(shard, batch)
            for (const event of batch.records) happened.push({ kind: 'taken', shard, event })
            for (const one of batch.malformed) happened.push({ kind: 'malformed', shard, ...one })
          },
          async quiet(time) {
            happened.push({ kind: 'quiet', shard, time })
          },
          async end() {
            happened.push({ kind: 'ended', shard, time: 0 })
          },
        }
      })
    },
  }
}

const aStream = () => randomUUID() as RoomId
const user = randomUUID() as UserId

/** Events of a stream that can be told apart by their emote. */
export function numbered(stream: RoomId, count: number, from = 0): EmoteEvent[] {
  return Array.from({ length: count }, (_, n) => ({ stream, user, emote: `e${from + n}`, at: Date.now() }))
}
const emotes = (events: readonly EmoteEvent[]) => events.map(({ emote }) => emote)
const patient = { timeout: 30_000 }

export function logContract(makeMedium: () => Promise<LogMedium>): void {
  let medium: LogMedium
  beforeAll(async () => {
    medium = await makeMedium()
  }, 120_000)
  afterAll(() => medium.close())

  async function node(behaviour?: Behaviour) {
    const log = await medium.node()
    const notes = takeNotes(behaviour)
    const stopReading = await log.consume(notes)
    let over: Promise<void> | null = null
    const stop = () => {
      over ??= (async () => {
        await stopReading()
        await log.close()
      })()
      return over
    }
    onTestFinished(stop)
    return { log, notes, stop }
  }
  /** Waits until a stream's events come through, and gives how many it took. */
  async function through(log: EmoteLog, notes: readonly Notes[], stream: RoomId): Promise<void> {
    const before = notes.flatMap((one) => one.taken(stream)).length
    await expect
      .poll(() => {
        for (const event of numbered(stream, 1, 1_000_000)) log.append(event)
        return notes.flatMap((one) => one.taken(stream)).length
      }, patient)
      .toBeGreaterThan(before)
  }

  test('all of a stream arrives once and in order, in one shard, with growing places', async () => {
    const { log, notes } = await node()
    const streams = Array.from({ length: 20 }, aStream)
    const events = Array.from({ length: 50 }, (_, round) =>
      streams.flatMap((stream) => numbered(stream, 1, round)),
    ).flat()
    for (const event of events) log.append(event)
    await expect
      .poll(() => streams.map((stream) => notes.taken(stream).length), patient)
      .toEqual(streams.map(() => 50))
    for (const stream of streams) {
      const taken = notes.happened.flatMap((one) =>
        one.kind === 'taken' && one.event.stream === stream ? [one] : [],
      )
      expect(taken.map(({ event }) => event.emote)).toEqual(emotes(numbered(stream, 50)))
      expect(new Set(taken.map(({ shard }) => shard)).size).toBe(1)
      const places = taken.map(({ event }) => event.place)
      expect(places).toEqual([...new Set(places)].sort((one, other) => one - other))
    }
    expect(new Set(notes.happened.map(({ shard }) => shard)).size).toBeGreaterThan(1)
  }, 60_000)

  test('it is said to be quiet up to a time only after all that came before then was taken', async () => {
    const { log, notes } = await node()
    const events = numbered(aStream(), 200)
    for (const event of events) log.append(event)
    const [first] = events
    if (first === undefined) throw new Error('there are no events')
    const shard = () =>
      notes.happened.find((one) => one.kind === 'taken' && one.event.stream === first.stream)?.shard
    const quiet = () =>
      notes.happened.findIndex(
        (one) => one.kind === 'quiet' && one.shard === shard() && one.time >= (events.at(-1)?.at ?? 0),
      )
    await expect.poll(quiet, patient).toBeGreaterThan(0)
    const before = notes.happened.slice(0, quiet())
    expect(before.filter((one) => one.kind === 'taken' && one.event.stream === first.stream)).toHaveLength(
      200,
    )
  }, 60_000)

  test('what could not be taken is given again, before anything else', async () => {
    let failing = 2
    const { log, notes } = await node({
      async take(_, { records }) {
        if (records.some(({ emote }) => emote === 'e3') && failing-- > 0)
          throw new Error('the database is away')
      },
    })
    const stream = aStream()
    for (const event of numbered(stream, 5)) log.append(event)
    await expect.poll(() => notes.taken(stream), patient).toHaveLength(5)
    for (const event of numbered(stream, 5, 5)) log.append(event)
    await expect.poll(() => notes.taken(stream), patient).toEqual(emotes(numbered(stream, 10)))
  }, 60_000)

  test('nodes share the shards, each read by one, and whoever is left reads all', async () => {
    const one = await node()
    const other = await node()
    const streams = Array.from({ length: 12 }, aStream)
    const both = [one.notes, other.notes]
    for (const stream of streams) await through(one.log, both, stream)
    const has = ({ notes }: typeof one) => streams.filter((stream) => notes.taken(stream).length > 0)
    await expect
      .poll(async () => {
        for (const stream of streams) await through(other.log, both, stream)
        return has(other).length
      }, patient)
      .toBeGreaterThan(0)
    expect(has(one).length).toBeGreaterThan(0)
    await one.stop()
    for (const stream of streams) await through(other.log, [other.notes], stream)
  }, 120_000)

  test('a reader whose shard another one claimed gets nothing more, and a new one is opened where the shard is still this node’s', async () => {
    let lose = true
    const { log, notes } = await node({
      async take() {
        if (!lose) return
        lose = false
        throw new ShardLost()
      },
    })
    const stream = aStream()
    const opened = () => notes.happened.filter(({ kind }) => kind === 'opened').length
    const before = opened()
    for (const event of numbered(stream, 1)) log.append(event)
    await expect.poll(opened, patient).toBeGreaterThan(before)
    await through(log, [notes], stream)
  }, 60_000)
}
