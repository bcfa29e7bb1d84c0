import { setTimeout as delay } from 'node:timers/promises'
import { Fault, type Instant, type RoomId } from '@stoa/contract/http'
import type { Audience } from './audience/audience.ts'
import { closeOrphans } from './audience/store.ts'
import { type FinishNeeds, finishStream, quiet } from './finish.ts'
import type { Life } from './life.ts'
import type { Needs } from './needs.ts'
import { tellState } from './state.ts'
import {
  lockStream,
  readDue,
  readOrphans,
  readRecorded,
  readThese,
  readUnfinished,
  saveStream,
} from './store.ts'

export type SweepNeeds = FinishNeeds &
  Pick<Needs, 'returnMs' | 'nodes' | 'thumbnails' | 'cluster'> & {
    readonly life: Pick<Life, 'publishing' | 'hear'>
    readonly audience: Pick<Audience, 'restore'>
  }

/** Milliseconds between looks at what is due, and at what should not be. */
const every = 1_000
const thoroughlyEvery = 5_000
/** Milliseconds without a look after which absences are counted anew. */
const attention = 5_000
/** Milliseconds after a stream's end after which anybody finishes its recording. */
const unfinishedAfter = 60_000

/**
 * Looks after the streams of every node: what is due about one is done by whichever node comes first, and what a node that died left behind
 * is cleared away by any other.
 */
export interface Sweep {
  /** Does what is due now. */
  run(): Promise<void>
  /** Runs every second; returns how to end it. */
  start(): () => Promise<void>
}

export function createSweep(needs: SweepNeeds): Sweep {
  const { database, clock, log, returnMs, nodes, engine, keeper, thumbnails, cluster, life, audience } = needs
  const { db } = database
  let lookedAt: Instant | null = null
  let attentiveSince: Instant = 0
  let thoroughAt = 0

  async function run(): Promise<void> {
    const now = clock()
    const due = await readDue(db, { now, horizon: returnMs })
    if (lookedAt === null || now - lookedAt > attention || now < lookedAt) attentiveSince = now
    lookedAt = now
    for (const id of due) await apart(id, () => decide(id))
    if (now - thoroughAt < thoroughlyEvery && now >= thoroughAt) return
    thoroughAt = now
    await buryTheDead(now)
    // Elsewhere another node may have been told the rest.
    if (engine.kind === 'built-in') await putRight()
    await lookAtRecordings(now)
  }

  /** One that cannot be dealt with keeps no other from it. */
  async function apart(stream: RoomId, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof Fault && error.code === 'UNAVAILABLE') throw error
      log.error({ err: error, stream }, 'a stream could not be looked after')
    }
  }

  /** Ends what nobody came back to (S1). Whoever slept, as a server that was not running, gives everybody their time again. */
  async function decide(id: RoomId): Promise<void> {
    await database.transaction(async (tx) => {
      const stream = await lockStream(tx, id)
      if (stream === undefined || stream.dueAt === null) return
      const now = clock()
      const dueAt = Math.min(Math.max(stream.dueAt, attentiveSince + returnMs), now + returnMs)
      if (dueAt <= now) await finishStream(needs, tx, { stream, by: null })
      else if (dueAt !== stream.dueAt) await saveStream(tx, { ...stream, dueAt })
    })
  }

  /** What nodes carried that are not there any more. */
  async function buryTheDead(now: Instant): Promise<void> {
    const alive = await nodes.alive()
    if (alive === null) return
    await closeOrphans(db, alive, now)
    for (const id of await readOrphans(db, alive))
      await apart(id, () =>
        database.transaction(async (tx) => {
          const stream = await lockStream(tx, id)
          if (stream === undefined || stream.status !== 'live' || stream.node === null) return
          if (alive.has(stream.node)) return
          const left = { ...stream, publishers: [], node: null, dueAt: stream.dueAt ?? clock() + returnMs }
          await saveStream(tx, left)
          if (stream.publishers.length > 0) await tellState(needs, tx, left)
        }),
      )
  }

  /** What this node carries, and what is written of it, may differ where a message was lost or another node took it for dead. */
  async function putRight(): Promise<void> {
    // As of now: what goes live while the database is asked is not in its answer, and must not be taken for deleted.
    const carried = new Map(life.publishing())
    const stored = await readThese(db, [...carried.keys()])
    for (const stream of stored) {
      if (stream.status === 'ended') {
        await quiet(needs, stream.id)
        continue
      }
      // What LiveKit carries no single node knows: its engine looks for itself.
      const own = engine.kind === 'built-in' ? carried.get(stream.id) : undefined
      const unknown = [...(own ?? [])].filter((publisher) => !stream.publishers.includes(publisher))
      for (const publisher of unknown) {
        const of = { stream: stream.id, publisher }
        life.hear({ kind: 'published', of, at: clock(), facts: { codecs: [] } })
      }
      if (unknown.length > 0) audience.restore(stream.id)
    }
    const known = new Set(stored.map(({ id }) => id))
    for (const id of carried.keys()) if (!known.has(id)) await apart(id, () => engine.close(id))
  }

  async function lookAtRecordings(now: Instant): Promise<void> {
    for (const { id, parts } of await readRecorded(db, cluster.node)) {
      await apart(id, () => keeper.progress(id))
      if (parts.length > 0) thumbnails.refresh(id)
    }
    for (const id of await readUnfinished(db, now - unfinishedAfter)) await apart(id, () => keeper.finish(id))
  }

  return {
    run,
    start() {
      const stopping = new AbortController()
      let away = false
      const looking = (async () => {
        while (!stopping.signal.aborted) {
          await run().then(
            () => {
              away = false
            },
            (error: unknown) => {
              if (!away) log.warn({ err: error }, 'streams cannot be looked after')
              away = true
            },
          )
          await delay(every, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
        }
      })()
      return async () => {
        stopping.abort()
        await looking
      }
    },
  }
}
