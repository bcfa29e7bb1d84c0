import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { RoomId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Log } from '../../../platform/database/database.ts'
import { indexBatch } from './batch.ts'
import { readStaleRooms } from './index-store.ts'
import { createLoad } from './load.ts'
import { createUpkeep } from './upkeep.ts'

export interface IndexerOptions {
  readonly database: Database
  readonly log: Log
  readonly clock: Clock
  /** How long nothing should have been appended before work on the index begins, in ms [250]. */
  readonly quiet?: number
  /** The longest it waits for that, and between two batches, in ms [5,000]. */
  readonly patience?: number
  /** Entries of one batch [100]: an embedded database keeps senders waiting while it reads and while it writes one, 2–10 ms each. */
  readonly batch?: number
}

export interface Indexer {
  /** An entry was appended to each of these rooms. Never throws, never waits. */
  touch(rooms: readonly RoomId[]): void
  /** Looks for rooms the index is behind in, such as those of a node that died. */
  sweep(): Promise<void>
  /** Brings the index up to date at full speed. For tests, and after an import. */
  indexAll(): Promise<void>
  /** Begins to follow the timelines in the background; returns how to end it. */
  start(): () => Promise<void>
}

const roomsAtOnce = 50
const sweepSize = 1_000
const retryAfter = 2_000

/**
 * An embedded database has one session. Where it has this many sends a second to append, indexing takes half of its time at
 * most, at ten times as many a tenth of it: 1,000 a second are kept up with, and a burst of 25,000 hardly notices.
 */
const halfLoad = 200
const mostRest = 30

/** Writes the search index behind the timelines, so that sending pays nothing for it. */
export function createIndexer(options: IndexerOptions): Indexer {
  const { database, log, clock, quiet = 250, patience = 5_000, batch = 100 } = options
  const load = createLoad(clock)
  const upkeep = createUpkeep(database)
  const behind = new Set<RoomId>()
  let touchedAt = Number.NEGATIVE_INFINITY
  let wake: (() => void) | null = null
  let sweptAll = true

  // While much is being sent, small batches of few rooms: every send that arrives during one waits for its end.
  const isBusy = () => database.embedded && load.perSecond() > halfLoad
  const restPerWork = () => (database.embedded ? Math.min(mostRest, load.perSecond() / halfLoad) : 1)
  const isQuiet = () => clock() - touchedAt >= quiet

  function add(rooms: Iterable<RoomId>): void {
    for (const room of rooms) behind.add(room)
    if (behind.size > 0) wake?.()
  }

  async function sweep(): Promise<void> {
    const stale = await readStaleRooms(database.db, sweepSize)
    sweptAll = stale.length < sweepSize
    add(stale)
  }

  /** Indexes one batch; false where there was nothing to do but what another node is doing. */
  async function work(): Promise<boolean> {
    const part = isBusy() ? 5 : 1
    const rooms = [...behind].slice(0, Math.ceil(roomsAtOnce / part))
    // Taken out before they are read: what is appended meanwhile puts them back.
    for (const room of rooms) behind.delete(room)
    try {
      const done = await indexBatch(database.db, { rooms, limit: Math.ceil(batch / part) })
      for (const room of done.remaining) behind.add(room)
      upkeep.wrote(done.entries)
      return done.entries > 0 || done.remaining.length === 0
    } catch (error) {
      for (const room of rooms) behind.add(room)
      throw error
    }
  }

  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (behind.size === 0 && !sweptAll) await sweep()
      if (behind.size === 0) await awaken(signal)
      await waitForQuiet(signal)
      while (behind.size > 0 && !signal.aborted) {
        const started = performance.now()
        const worked = await work()
        const spent = performance.now() - started
        if (!worked) await delay(quiet, undefined, { signal })
        else if (isQuiet()) await nextTurn()
        else await delay(Math.min(patience, spent * restPerWork()), undefined, { signal })
      }
      if (isQuiet()) await upkeep.run()
    }
  }

  async function awaken(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    wake = resolve
    await promise
    wake = null
  }

  async function waitForQuiet(signal: AbortSignal): Promise<void> {
    const impatientAt = clock() + patience
    for (let now = clock(); !isQuiet() && now < impatientAt; now = clock())
      await delay(Math.min(touchedAt + quiet, impatientAt) - now, undefined, { signal })
  }

  async function followForever(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await follow(signal)
      } catch (error) {
        if (signal.aborted) return
        log.warn({ err: error }, 'the search index waits for the database')
        await delay(retryAfter, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  return {
    touch(rooms) {
      load.add(rooms.length)
      touchedAt = clock()
      add(rooms)
    },
    sweep,
    async indexAll() {
      do {
        await sweep()
        while (behind.size > 0) await work()
      } while (!sweptAll)
      await upkeep.run()
    },
    start() {
      // What a process that died left behind.
      sweptAll = false
      const stopping = new AbortController()
      const following = followForever(stopping.signal)
      return async () => {
        stopping.abort()
        wake?.()
        await following
      }
    },
  }
}
