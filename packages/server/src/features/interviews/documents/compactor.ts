import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Log } from '../../../platform/database/database.ts'
import type { Replica } from './replica.ts'
import { createReplicas, keyOf } from './replicas.ts'
import { type Place, readStale, readState, readUpdates, type StoredState } from './store.ts'

export interface CompactorOptions {
  readonly database: Pick<Database, 'db'>
  readonly log: Log
  readonly clock: Clock
  /** Updates of a document after which its state is written at once [500]; more for a large one, which costs more to write. */
  readonly every?: number
  /** How long nobody should have changed it before its state is written, in ms [2,000]. */
  readonly quiet?: number
  /** The longest that waits, in ms [20,000]. */
  readonly patience?: number
}

/**
 * Keeps the state of each document near its timeline's head: merged by Yjs from its updates, never from text (P2). It may be as
 * far behind as it likes without harm, and any number of nodes may do it at once: a state only ever moves forward.
 */
export interface Compactor {
  /** These documents were changed. Never throws, never waits. */
  touch(places: readonly Place[]): void
  /** These documents were removed. */
  forget(places: readonly Place[]): void
  /** A document with everything about it that is committed; null where there is none. */
  read(place: Place): Promise<StoredState | null>
  /** Looks for documents whose state is behind, such as those of a node that died. */
  sweep(): Promise<void>
  /** Brings every state that is behind up to date, now. For tests, and before a bench. */
  compactAll(): Promise<void>
  /** Begins to work in the background; returns how to end it. */
  start(): () => Promise<void>
}

interface Behind {
  readonly place: Place
  readonly since: number
  count: number
  touchedAt: number
}

const sweepSize = 1_000
const retryAfter = 2_000
/** Updates read at most before a state is written, or answered with: what is further behind is caught up with in steps. */
const stride = 10_000
/** Writing a state of so many bytes is worth an update more. */
const bytesAnUpdate = 64

export function createCompactor(options: CompactorOptions): Compactor {
  const { database, log, clock, every = 500, quiet = 2_000, patience = 20_000 } = options
  const { db } = database
  const replicas = createReplicas({ db, log })
  const behind = new Map<string, Behind>()
  let wake: (() => void) | null = null
  let swept = true

  function touch(places: readonly Place[], count = 1): void {
    const now = clock()
    for (const place of places) {
      const key = keyOf(place)
      const known = behind.get(key)
      if (known === undefined) {
        behind.set(key, { place, since: now, count, touchedAt: now })
        wake?.()
      } else {
        known.count += count
        known.touchedAt = now
        if (isMany(known)) wake?.()
      }
    }
  }

  const isMany = ({ place, count }: Behind) =>
    count >= Math.max(every, replicas.sizeOf(place) / bytesAnUpdate)
  const dueAt = (one: Behind) =>
    isMany(one) ? Number.NEGATIVE_INFINITY : Math.min(one.touchedAt + quiet, one.since + patience)

  function nextDue(): Behind | undefined {
    let next: Behind | undefined
    for (const one of behind.values()) if (next === undefined || dueAt(one) < dueAt(next)) next = one
    return next
  }

  /** Writes a document's state; true where it is behind still. */
  async function compact(place: Place): Promise<boolean> {
    const more = await replicas.use(place, async (replica) => {
      const isBehind = await replica.advance(db, stride)
      await replica.store(db)
      return isBehind
    })
    return more ?? false
  }

  /** The stored state where nothing came since, which is most often so: nobody is writing. Undefined where something did. */
  async function readStored(place: Place): Promise<StoredState | null | undefined> {
    const stored = await readState(db, place)
    if (stored === null) return null
    const { head, updates } = await readUpdates(db, { ...place, after: stored.upTo, limit: 1 })
    return updates.length > 0 ? undefined : { ...stored, upTo: Math.max(head, stored.upTo) }
  }

  async function work({ place, count }: Behind): Promise<void> {
    // Taken out before it is read: what is appended meanwhile puts it back.
    behind.delete(keyOf(place))
    try {
      if (await compact(place)) touch([place], every)
    } catch (error) {
      touch([place], count)
      throw error
    }
  }

  async function sweep(): Promise<void> {
    let last: Place | null = null
    do {
      const page: Awaited<ReturnType<typeof readStale>> = await readStale(db, last, sweepSize)
      touch(page.filter(({ stale }) => stale))
      last = page.length < sweepSize ? null : (page.at(-1) ?? null)
      await nextTurn()
    } while (last !== null)
  }

  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!swept) {
        await sweep()
        swept = true
      }
      const next = nextDue()
      const wait = next === undefined ? Number.POSITIVE_INFINITY : dueAt(next) - clock()
      if (next === undefined || wait > 0) await rest(wait, signal)
      else {
        await work(next)
        await nextTurn()
      }
    }
  }

  /** Until it is time, something woke it or it is to stop. */
  async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const woken = new AbortController()
    wake = () => woken.abort()
    const either = AbortSignal.any([signal, woken.signal])
    const time = Math.min(milliseconds, patience)
    // Refused is how a delay tells that it was ended early.
    await delay(time, undefined, { signal: either }).catch(() => undefined)
    wake = null
  }

  async function followForever(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await follow(signal)
      } catch (error) {
        log.warn({ err: error }, 'the documents’ states wait for the database')
        await delay(retryAfter, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  return {
    touch: (places) => touch(places),
    forget(places) {
      replicas.forget(places)
      for (const place of places) behind.delete(keyOf(place))
    },
    async read(place) {
      if (!replicas.has(place)) {
        const stored = await readStored(place)
        if (stored !== undefined) return stored
      }
      const answer = async (replica: Replica) => {
        if (await replica.advance(db, stride)) touch([place], every)
        return replica.encode()
      }
      return await replicas.use(place, answer)
    },
    sweep,
    async compactAll() {
      await sweep()
      for (let next = nextDue(); next !== undefined; next = nextDue()) await work(next)
    },
    start() {
      // What a process that died left behind.
      swept = false
      const stopping = new AbortController()
      const following = followForever(stopping.signal)
      return async () => {
        stopping.abort()
        await following
        replicas.close()
      }
    },
  }
}
