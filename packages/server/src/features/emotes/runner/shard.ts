import { momentFound, momentGrown } from '@stoa/contract/emotes'
import { Fault, type Instant, type RoomId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Db, Log } from '../../../platform/database/database.ts'
import type { Rooms } from '../../../rooms/index.ts'
import type { AnalysisSettings } from '../analysis/analysis.ts'
import { usualSignificance } from '../analysis/significance.ts'
import type { Batch, Malformed, Result, ShardReader } from '../log/log.ts'
import type { EmoteMetrics } from '../metrics.ts'
import type { InForce, Settings } from '../settings/settings.ts'
import {
  claimShard,
  moveShard,
  readOpenMoments,
  readStreams,
  readUnsettled,
  type StoredMoment,
  saveMinutes,
  saveMoments,
  saveResults,
  saveStreams,
  setAside,
} from './store.ts'
import { createStream, type StreamUnderAnalysis, type Wanted } from './stream.ts'

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

/** Milliseconds between two updates of one moment, unless it becomes final. */
const updates = 1000
/** Milliseconds after which a position is written also where there is nothing else to write. */
const positions = 5000
/** Milliseconds without an event after which a stream is let go of. */
const quietFor = 600_000
/** Milliseconds between lines of the log about records set aside (E7). */
const complaints = 60_000

interface Followed {
  readonly under: StreamUnderAnalysis
  /** When it was last heard of, and when each moment was last told. */
  heardAt: Instant
  readonly toldAt: Map<string, Instant>
  late: number
}

/** A moment that was told. */
interface Told {
  readonly key: string
  readonly stored: StoredMoment
  readonly kind: string
}

export async function openShard(needs: ShardNeeds, shard: string): Promise<Shard> {
  const { database, settings, clock, log, metrics, keeps } = needs
  const owner = needs.newId()
  const claimed = await claimShard(database.db, shard, owner)
  const streams = new Map<RoomId, Followed>()
  /** Everything before this was analysed once. */
  const seenBefore = keeps ? (claimed.seen ?? 0) : Number.NEGATIVE_INFINITY
  let seen = keeps ? claimed.seen : null
  let savedPosition: { at: Instant; seen: number | null } = { at: clock(), seen }
  let absorbed: Batch | null = null
  let aside: Malformed[] = []
  let unsaid = { records: 0, reason: '' }
  let complainedAt = Number.NEGATIVE_INFINITY
  /** There may be results the world was not told; another node's, at first. */
  let untold = true
  let complained = false
  let revision = settings.revision
  let turn: Promise<unknown> = Promise.resolve()

  await follow(await readUnsettled(database.db, shard))

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
    let followed: Followed | undefined
    for (const record of records) {
      if (followed?.under.stream !== record.stream) {
        followed = streams.get(record.stream)
        if (followed === undefined) throw new Error('a stream is not followed')
        followed.heardAt = now
      }
      followed.under.add(record, record.place < seenBefore)
      if (keeps) seen = Math.max(seen ?? 0, record.place + 1)
    }
    note(malformed)
    countLate()
  }

  /** What was set aside before a replay is not set aside again. */
  function note(malformed: readonly Malformed[]): void {
    const fresh = malformed.filter(({ place }) => place >= seenBefore)
    if (keeps) for (const { place } of malformed) seen = Math.max(seen ?? 0, place + 1)
    if (fresh.length === 0) return
    aside.push(...fresh)
    metrics.malformed.inc(fresh.length)
    unsaid = { records: unsaid.records + fresh.length, reason: fresh.at(-1)?.reason ?? '' }
    complain()
  }

  function complain(): void {
    if (unsaid.records === 0 || clock() - complainedAt < complaints) return
    complainedAt = clock()
    log.warn({ shard, ...unsaid }, 'records of the emote log are no events and were set aside')
    unsaid = { records: 0, reason: '' }
  }

  function countLate(): void {
    for (const followed of streams.values()) {
      const { late } = followed.under
      if (late > followed.late) metrics.late.inc(late - followed.late)
      followed.late = late
    }
  }

  /** Moments to tell now: new and final ones at once, others not too often. */
  function due({ under, toldAt }: Followed, now: Instant): Wanted[] {
    return under
      .wanted()
      .filter(
        ({ key, moment, stored }) =>
          stored === null || moment.final || now - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) >= updates,
      )
  }

  function position() {
    if (!keeps) return { replayFrom: null, seen: null }
    const open = [...streams.values()].flatMap(({ under }) => under.openFrom ?? [])
    return { replayFrom: open.length === 0 ? seen : Math.min(...open), seen }
  }

  async function write(): Promise<void> {
    const now = clock()
    const work = [...streams.values()]
      .map((followed) => ({
        followed,
        moments: due(followed, now),
        minutes: [...followed.under.minutes],
        state: followed.under.unsaved(),
      }))
      .filter(({ moments, minutes, state }) => moments.length + minutes.length > 0 || state !== null)
      // Rooms are locked in the order of their ids, as everywhere.
      .sort((one, other) => (one.followed.under.stream < other.followed.under.stream ? -1 : 1))
    const moved = seen !== savedPosition.seen && now - savedPosition.at >= positions
    if (work.length === 0 && aside.length === 0 && !moved) return
    const setting = aside
    const written = await database.transaction(async (tx) => {
      await moveShard(tx, { shard, owner, position: position() })
      const told: { followed: Followed; moments: Told[]; gone: boolean }[] = []
      for (const { followed, moments } of work)
        told.push({ followed, ...(await tell(tx, followed, moments)) })
      await saveMoments(
        tx,
        told.flatMap(({ followed, moments }) =>
          moments.map(({ stored }) => ({ ...stored, stream: followed.under.stream })),
        ),
      )
      await saveMinutes(
        tx,
        work.flatMap(({ minutes }) => minutes),
      )
      await saveStreams(
        tx,
        shard,
        work.flatMap(({ state }) => state ?? []),
      )
      await setAside(tx, { shard, at: now, malformed: setting })
      if (needs.publish !== undefined) await saveResults(tx, shard, resultsOf(told, work))
      return told
    })
    savedPosition = { at: now, seen }
    aside = []
    written.forEach(({ followed, moments, gone }, index) => {
      const { minutes = [], state = null } = work[index] ?? {}
      followed.under.saved({ moments, minutes: minutes.length, stream: state })
      if (gone) followed.under.forgetMoments()
      for (const { key, stored, kind } of moments) {
        metrics.moments.inc({ kind })
        if (stored.moment.final) followed.toldAt.delete(key)
        else followed.toldAt.set(key, now)
      }
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

  /** Appends what is to be told of one stream. */
  async function tell(
    tx: Db,
    { under: { stream: room } }: Followed,
    moments: readonly Wanted[],
  ): Promise<{ moments: Told[]; gone: boolean }> {
    const told: Told[] = []
    try {
      for (const { key, moment, stored } of moments) {
        const entry = { room, author: null, body: moment }
        const seq = stored?.seq ?? (await needs.rooms.append(tx, { ...entry, type: momentFound.name })).seq
        if (stored !== null) await needs.rooms.append(tx, { ...entry, type: momentGrown.name, about: seq })
        told.push({ key, stored: { moment, seq }, kind: kindOf(moment, stored) })
      }
      return { moments: told, gone: false }
    } catch (error) {
      // The kernel knows before it writes that a room is not there, so the transaction is as good as before.
      if (error instanceof Fault && error.code === 'NOT_FOUND') return { moments: [], gone: true }
      throw error
    }
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
        complain()
        await write()
        await publish()
        const now = clock()
        for (const [stream, { under, heardAt }] of streams)
          if (under.idle && now - heardAt >= quietFor) streams.delete(stream)
      }),
    end: () => inTurn(write),
  }
}

function kindOf({ final, withdrawn }: StoredMoment['moment'], stored: StoredMoment | null): string {
  if (withdrawn === true) return 'withdrawn'
  if (final) return 'final'
  return stored === null ? 'found' : 'grown'
}

/** The same, for whoever follows the aggregated topic. */
function resultsOf(
  told: readonly {
    readonly followed: Followed
    readonly moments: readonly { readonly stored: StoredMoment }[]
  }[],
  work: readonly {
    readonly minutes: readonly { readonly stream: RoomId; readonly at: Instant; readonly counts: object }[]
  }[],
): Result[] {
  const moments = told.flatMap(({ followed: { under }, moments }) =>
    moments.map(({ stored: { moment, seq } }) => ({
      stream: under.stream,
      result: { kind: 'moment', seq, ...moment },
    })),
  )
  const minutes = work.flatMap(({ minutes }) =>
    minutes.map(({ stream, at, counts }) => ({ stream, result: { kind: 'minute', at, counts } })),
  )
  return [...moments, ...minutes]
}
