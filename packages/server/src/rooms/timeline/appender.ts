import { setImmediate as nextTurn } from 'node:timers/promises'
import { Fault, type RoomId } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Database, Db } from '../../platform/database/database.ts'
import type { Appended, EntryRule } from '../rules.ts'
import { commitEntries } from './commit.ts'
import { commitOptimistically } from './optimistic.ts'
import type { Outcome, Pending } from './pending.ts'
import { createRoleMemory } from './roles.ts'
import { createRoomMemory } from './room-memory.ts'

/** Told of each commit of this node, after it, once, in the order of the commits of a room. */
export type Deliver = (room: RoomId, entries: readonly Entry[]) => void

export interface AppenderOptions {
  readonly database: Database
  readonly clock: Clock
  readonly deliver: Deliver
  /** Told of what those who are told of entries throw: the entries are durable all the same, and their senders are answered. */
  readonly onError: (error: unknown) => void
  /** Told how many entries each commit had and how long it took in ms. */
  readonly measure: (commit: { readonly entries: number; readonly milliseconds: number }) => void
  /** Entries of one commit [500]. */
  readonly batch?: number
  /** Entries waiting before further ones are refused with UNAVAILABLE [20,000] (O4). */
  readonly capacity?: number
}

export interface Appender {
  /** Resolves once the entry is durable (T2), with what became of it; rejects where the commit failed (T3). */
  append(pending: Pending): Promise<Outcome>
  /** Appends inside a transaction of the caller's; delivered once that commits. Throws where one is refused. */
  appendIn(tx: Db, pendings: readonly Pending[]): Promise<Entry[]>
  /** Resolves when nothing is waiting any more. */
  drain(): Promise<void>
}

interface Waiting {
  readonly pending: Pending
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

type Committed =
  | { readonly failed: false; readonly outcomes: readonly Outcome[] }
  | { readonly failed: true; readonly error: unknown }

/** One queue whose commits follow one another. While one is under way, what comes gathers for the next: group commit. */
interface Lane {
  readonly queue: Waiting[]
  running: Promise<void> | null
}

/**
 * The one way into a timeline. A room always uses the same lane, so its entries are committed in the order they came; there
 * are as many lanes as the database can usefully commit at once.
 */
export function createAppender(options: AppenderOptions): Appender {
  const { database, clock, deliver, onError, measure, batch = 500, capacity = 20_000 } = options
  const lanes: Lane[] = Array.from(
    { length: Math.min(4, Math.max(1, Math.floor(database.concurrency / 2))) },
    () => ({ queue: [], running: null }),
  )
  const roles = createRoleMemory()
  const rooms = createRoomMemory()
  let waiting = 0

  function laneOf(room: RoomId): Lane {
    const lane = lanes[Number.parseInt(room.slice(0, 8), 16) % lanes.length]
    if (lane === undefined) throw new Error('no lanes')
    return lane
  }

  async function run(lane: Lane): Promise<void> {
    let tell = () => {}
    while (lane.queue.length > 0) {
      const taken = lane.queue.splice(0, batch)
      waiting -= taken.length
      const committing = commit(taken)
      // With the next commit on its way to the database there is time to tell everybody of the one before.
      await nextTurn()
      tell()
      const committed = await committing
      if (committed.failed) await tryAlone(taken, committed.error)
      tell = committed.failed ? () => {} : () => succeed(taken, committed.outcomes)
    }
    // In the same turn as the last look at the queue: what comes next begins a new run.
    lane.running = null
    tell()
  }

  async function commit(taken: readonly Waiting[]): Promise<Committed> {
    const started = performance.now()
    try {
      const outcomes = await write(taken.map((one) => one.pending))
      measure({ entries: taken.length, milliseconds: performance.now() - started })
      return { failed: false, outcomes }
    } catch (error) {
      return { failed: true, error }
    }
  }

  /** What made a whole commit fail may be one entry: each is tried by itself, unless the database is away. */
  async function tryAlone(taken: readonly Waiting[], error: unknown): Promise<void> {
    const hopeless = taken.length === 1 || isAway(error)
    for (const one of taken) {
      if (hopeless) {
        one.reject(error)
        continue
      }
      const committed = await commit([one])
      if (committed.failed) one.reject(committed.error)
      else succeed([one], committed.outcomes)
    }
  }

  function succeed(taken: readonly Waiting[], outcomes: readonly Outcome[]): void {
    deliverAppended(
      taken.map((one) => one.pending),
      outcomes,
    )
    taken.forEach((one, index) => {
      const outcome = outcomes[index]
      if (outcome !== undefined) one.resolve(outcome)
    })
  }

  async function write(pendings: readonly Pending[]): Promise<Outcome[]> {
    try {
      const outcomes = await commitOptimistically(database.db, pendings, { now: clock(), rooms, roles })
      return outcomes ?? (await writeUnderLocks(pendings, false))
    } catch (error) {
      if (!isRepeat(error)) throw error
      return writeUnderLocks(pendings, true)
    }
  }

  async function writeUnderLocks(pendings: readonly Pending[], findRepeats: boolean): Promise<Outcome[]> {
    const committed = await database.transaction((tx) =>
      commitEntries(tx, pendings, { now: clock(), findRepeats, roles, known: rooms }),
    )
    rooms.learn(committed.rooms)
    return committed.outcomes
  }

  function deliverAppended(pendings: readonly Pending[], outcomes: readonly Outcome[]): void {
    const byRoom = new Map<RoomId, Entry[]>()
    const byRule = new Map<EntryRule, Appended[]>()
    outcomes.forEach((outcome, index) => {
      const pending = pendings[index]
      if (outcome.status !== 'appended' || pending === undefined) return
      push(byRoom, pending.room, outcome.entry)
      if (pending.rule.committed !== undefined)
        push(byRule, pending.rule, { room: pending.room, entry: outcome.entry })
    })
    for (const [room, entries] of byRoom) attempt(() => deliver(room, entries))
    for (const [rule, appended] of byRule) attempt(() => rule.committed?.(appended))
  }

  function attempt(tell: () => void): void {
    try {
      tell()
    } catch (error) {
      onError(error)
    }
  }

  return {
    append(pending) {
      if (waiting >= capacity)
        return Promise.reject(
          new Fault('UNAVAILABLE', 'Too much is waiting to be written.', { details: { retryAfter: 1000 } }),
        )
      const lane = laneOf(pending.room)
      return new Promise((resolve, reject) => {
        lane.queue.push({ pending, resolve, reject })
        waiting += 1
        // Begun at the end of this turn of the event loop, so that what arrived in the same read shares the commit.
        lane.running ??= nextTurn().then(() => run(lane))
      })
    },
    async appendIn(tx, pendings) {
      const { outcomes } = await commitEntries(tx, pendings, { now: clock(), findRepeats: false })
      const entries = outcomes.map((outcome) => {
        if (outcome.status === 'refused') throw outcome.fault
        if (outcome.status === 'repeated') throw new Fault('CONFLICT')
        return outcome.entry
      })
      database.afterCommit(tx, () => {
        // The caller may have changed more of the room than its timeline.
        rooms.forget(pendings.map(({ room }) => room))
        deliverAppended(pendings, outcomes)
      })
      return entries
    },
    async drain() {
      for (const lane of lanes) while (lane.running !== null) await lane.running
    },
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

function isRepeat(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

function isAway(error: unknown): boolean {
  return error instanceof Fault && error.code === 'UNAVAILABLE'
}
