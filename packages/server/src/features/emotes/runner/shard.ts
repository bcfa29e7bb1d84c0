import type { Instant, RoomId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Log } from '../../../platform/database/database.ts'
import type { Rooms } from '../../../rooms/index.ts'
import type { AnalysisSettings } from '../analysis/analysis.ts'
import { usualSignificance } from '../analysis/significance.ts'
import { type Batch, type Malformed, ShardLost, type ShardReader } from '../log/log.ts'
import type { EmoteMetrics } from '../metrics.ts'
import type { InForce, Settings } from '../settings/settings.ts'
import { createAside } from './aside.ts'
import {
  claimShards,
  moveShard,
  type Position,
  readMomentsOf,
  readOpenMoments,
  readStreams,
  readUnsettled,
  saveMinutes,
  saveMoments,
  saveResults,
  saveStreams,
  setAside,
} from './store.ts'
import { createStream } from './stream.ts'
import { type Followed, resultsOf, settle, type Told, tell, workOf } from './telling.ts'

export interface ShardNeeds {
  readonly database: Database
  readonly rooms: Pick<Rooms, 'append'>
  readonly settings: Settings
  readonly clock: Clock
  readonly log: Log
  readonly metrics: EmoteMetrics
  /** Must an emote be unusual against the stream's own baseline (E4)? */
  readonly againstBaseline: boolean
  /** Can the log be read again from a place? */
  readonly keeps: boolean
  /** Tells the world what was written of a shard; absent where nobody listens. */
  readonly publish?: ((shard: string) => Promise<void>) | undefined
  readonly newId: () => string
}

/** A shard under analysis: what it finds is written with its position, in one transaction (E5). */
export interface Shard extends ShardReader {
  /** Writes what waited for its time, and lets go of streams that have been quiet for long. */
  tick(): Promise<void>
}

/** Milliseconds after which a position is written also where there is nothing else to write. */
const positions = 5000
/** Milliseconds that a record may be ahead of this node: one from another year would close its stream's windows for all before it. */
const ahead = 600_000
/** Milliseconds without an event after which a stream is let go of. */
const quietFor = 600_000

/** Claims shards and goes on where the one who had them stopped; in the order they are named. */
export async function openShards(needs: ShardNeeds, names: readonly string[]): Promise<readonly Shard[]> {
  const { db } = needs.database
  const owner = needs.newId()
  const claims = await claimShards(db, names, owner)
  const unsettled = Map.groupBy(await readUnsettled(db, names), ({ shard }) => shard)
  return Promise.all(
    names.map((shard) => {
      const claimed = claims.get(shard)
      if (claimed === undefined) throw new Error('a claim gave no position')
      const streams = (unsettled.get(shard) ?? []).map(({ stream }) => stream)
      return openShard(needs, { shard, owner, claimed, unsettled: streams })
    }),
  )
}

interface Claimed {
  readonly shard: string
  readonly owner: string
  readonly claimed: Position
  /** Streams with moments that are not final. */
  readonly unsettled: readonly RoomId[]
}

async function openShard(needs: ShardNeeds, { shard, owner, claimed, unsettled }: Claimed): Promise<Shard> {
  const { database, settings, clock, log, metrics, keeps } = needs
  const streams = new Map<RoomId, Followed>()
  /** Everything before this was analysed once. */
  const seenBefore = keeps ? (claimed.seen ?? 0) : Number.NEGATIVE_INFINITY
  let seen = keeps ? claimed.seen : null
  let savedPosition: { at: Instant; seen: number | null } = { at: clock(), seen }
  let absorbed: Batch | null = null
  const aside = createAside({ shard, clock, log, metrics })
  /** A write failed, and what it told may have been told all the same. */
  let uncertain = false
  /** There may be results the world was not told; another node's, at first. */
  let untold = true
  let complained = false
  let revision = settings.revision
  let turn: Promise<unknown> = Promise.resolve()

  await follow(unsettled)

  /** One after the other: what is given, ticks, the end. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  function analysed({ interval, threshold, allowedEmotes }: InForce): AnalysisSettings {
    const { againstBaseline } = needs
    return { ...usualSignificance, interval, threshold, allowedEmotes, againstBaseline }
  }

  async function follow(ids: readonly RoomId[]): Promise<void> {
    if (ids.length === 0) return
    const [stored, told, inForce] = await Promise.all([
      readStreams(database.db, ids),
      readOpenMoments(database.db, ids),
      Promise.all(ids.map((id) => settings.load(id))),
    ])
    ids.forEach((stream, index) => {
      const set = inForce[index]
      if (set === undefined) throw new Error('a stream has no settings')
      const under = createStream({
        stream,
        settings: analysed(set),
        resumed: stored.get(stream),
        told: told.get(stream) ?? [],
      })
      streams.set(stream, { under, heardAt: clock(), toldAt: new Map(), late: 0 })
    })
  }

  /** Between two batches, and so never in the middle of an evaluation (E6). */
  async function applySettings(): Promise<void> {
    if (revision === settings.revision) return
    revision = settings.revision
    for (const [stream, { under }] of streams) under.change(analysed(await settings.load(stream)))
  }

  async function take(batch: Batch): Promise<void> {
    await applySettings()
    // One that could not be written is given again; it counts once.
    if (batch !== absorbed) await absorb(batch)
    absorbed = batch
    await write()
  }

  async function absorb({ records, malformed }: Batch): Promise<void> {
    const unknown = new Set<RoomId>()
    for (const { stream } of records) if (!streams.has(stream)) unknown.add(stream)
    await follow([...unknown])
    const now = clock()
    const early: Malformed[] = []
    let followed: Followed | undefined
    for (const record of records) {
      if (record.at > now + ahead) {
        early.push({ place: record.place, reason: 'from the future', record: JSON.stringify(record) })
        continue
      }
      if (followed?.under.stream !== record.stream) {
        followed = streams.get(record.stream)
        if (followed === undefined) throw new Error('a stream is not followed')
        followed.heardAt = now
      }
      followed.under.add(record, record.place < seenBefore)
      if (keeps) seen = Math.max(seen ?? 0, record.place + 1)
    }
    note([...malformed, ...early])
    countLate()
  }

  /** What was set aside before a replay is not set aside again. */
  function note(malformed: readonly Malformed[]): void {
    if (keeps) for (const { place } of malformed) seen = Math.max(seen ?? 0, place + 1)
    aside.put(malformed.filter(({ place }) => place >= seenBefore))
  }

  function countLate(): void {
    for (const followed of streams.values()) {
      const { late } = followed.under
      if (late > followed.late) metrics.late.inc(late - followed.late)
      followed.late = late
    }
  }

  function position() {
    if (!keeps) return { replayFrom: null, seen: null }
    const open = [...streams.values()].flatMap(({ under }) => under.openFrom ?? [])
    return { replayFrom: open.length === 0 ? seen : Math.min(...open), seen }
  }

  /** Of a commit whose answer was lost nobody knows whether it was: what it told is looked up. */
  async function recall(): Promise<void> {
    if (!uncertain) return
    const told = await readMomentsOf(
      database.db,
      [...streams.values()].flatMap(({ under }) =>
        under.wanted().map(({ moment }) => ({ ...moment, stream: under.stream })),
      ),
    )
    for (const { stream, ...stored } of told) streams.get(stream)?.under.recall(stored)
    uncertain = false
  }

  async function write(): Promise<void> {
    await recall()
    const now = clock()
    const work = [...streams.values()]
      .flatMap((followed) => workOf(followed, now) ?? [])
      // Rooms are locked in the order of their ids, as everywhere.
      .sort((one, other) => (one.followed.under.stream < other.followed.under.stream ? -1 : 1))
    const moved = seen !== savedPosition.seen && now - savedPosition.at >= positions
    const malformed = [...aside.waiting]
    if (work.length + malformed.length === 0 && !moved) return
    const minutes = work.flatMap((one) => one.minutes)
    const told = await database
      .transaction(async (tx) => {
        await moveShard(tx, { shard, owner, position: position() })
        const all: Told[] = []
        for (const one of work) all.push(await tell(tx, needs.rooms, one))
        await saveMoments(
          tx,
          all.flatMap(({ stream, moments }) => moments.map(({ stored }) => ({ ...stored, stream }))),
        )
        await saveMinutes(tx, minutes)
        await saveStreams(
          tx,
          shard,
          work.flatMap(({ state }) => state ?? []),
        )
        await setAside(tx, { shard, at: now, malformed })
        if (needs.publish !== undefined) await saveResults(tx, shard, resultsOf(all, minutes))
        return all
      })
      .catch((error: unknown) => {
        uncertain = !(error instanceof ShardLost)
        throw error
      })
    savedPosition = { at: now, seen }
    aside.written(malformed.length)
    work.forEach((one, index) => {
      const about = told[index]
      if (about === undefined) return
      settle(one, about, now)
      for (const { kind } of about.moments) metrics.moments.inc({ kind })
    })
    untold = true
    await publish()
  }

  /** What cannot be told now is told at a tick. */
  async function publish(): Promise<void> {
    if (!untold || needs.publish === undefined) return
    try {
      await needs.publish(shard)
      untold = false
    } catch (error) {
      if (!complained) log.warn({ err: error, shard }, 'results of emotes cannot be told; trying again')
      complained = true
      return
    }
    complained = false
  }

  return {
    from: keeps ? claimed.replayFrom : null,
    take: (batch) => inTurn(() => take(batch)),
    quiet: (time) =>
      inTurn(async () => {
        await applySettings()
        for (const { under } of streams.values()) under.advance(time)
        await write()
      }),
    tick: () =>
      inTurn(async () => {
        await applySettings()
        aside.complain()
        await write()
        await publish()
        const now = clock()
        for (const [stream, { under, heardAt }] of streams)
          if (under.idle && now - heardAt >= quietFor) streams.delete(stream)
      }),
    end: () => inTurn(write),
  }
}
