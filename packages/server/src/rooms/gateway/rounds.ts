import { Fault, type RoomId } from '@stoa/contract/http'
import type { Counter } from 'prom-client'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Cluster } from '../../platform/cluster/cluster.ts'
import type { Caller } from '../../platform/http/handler.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Presence } from '../presence/presence.ts'
import type { Feeds } from './feeds.ts'
import { gently } from './gently.ts'
import { backlog, cutOff, emitTo, isStuck, type Session } from './session.ts'
import type { Sessions } from './sessions.ts'

export interface RoundsOptions {
  readonly sessions: Sessions
  readonly feeds: Feeds
  readonly presence: Presence
  readonly clock: Clock
  readonly log: Log
  readonly cluster: Pick<Cluster, 'connected' | 'onReconnect'>
  readonly readHeads: (rooms: readonly RoomId[]) => Promise<Map<RoomId, number>>
  /** Who is behind a connection by now. Rejects with the Fault that ends it. */
  readonly standing: (session: Session) => Promise<Caller>
  readonly slowRoom: string
  readonly signalBuffer: number
  readonly socketBuffer: number
  readonly headsEvery: number
  readonly slowConsumers: Counter
}

/** Milliseconds between looks at what readers have not taken, at tokens, and at heads while other nodes are out of reach. */
const backlogEvery = 250
const tokensEvery = 5000
const aloneEvery = 1000
/** A token's holder is reminded this long before it expires, and dropped this long after (ms). */
const remindBefore = 60_000
const dropAfter = 60_000

/** What the gateway does again and again: heads, slow readers, expiring tokens, and repairs while the bus is away. */
export function startRounds(options: RoundsOptions): () => Promise<void> {
  const { sessions, feeds, presence, log, cluster } = options

  /** Every room's head from the database: finds what the bus lost (T7), and tells each client its rooms' heads. */
  async function tellHeads(): Promise<void> {
    await refreshHeads()
    await checkStandings()
    for await (const session of gently(sessions.all())) {
      if (session.rooms.size === 0) continue
      emitTo(
        session,
        'heads',
        Object.fromEntries([...session.rooms.values()].map((feed) => [feed.room, feed.head])),
      )
    }
  }

  async function refreshHeads(): Promise<void> {
    const open = [...feeds.all()]
    if (open.length === 0) return
    const before = new Map(open.map((feed) => [feed, feed.head]))
    const heads = await options.readHeads(open.map((feed) => feed.room))
    for (const feed of open) {
      const head = heads.get(feed.room)
      if (head === undefined) continue
      if (head > feed.head) await feed.reach(head)
      else if (head < (before.get(feed) ?? 0)) feed.rewind(head)
    }
  }

  /** Sign-outs, bans and roles that this node did not hear of (T8). */
  async function checkStandings(): Promise<void> {
    for await (const session of gently(sessions.all())) {
      try {
        session.caller = await options.standing(session)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        if (error.code === 'BANNED') sessions.end(session, { kind: 'banned', message: error.message })
        else if (error.code === 'SESSION_ENDED')
          sessions.end(session, { kind: 'session_ended', message: error.message })
      }
    }
  }

  async function lookAlone(): Promise<void> {
    if (!cluster.connected()) await repair()
  }

  /** What other nodes did while they could not be heard. */
  async function repair(): Promise<void> {
    await refreshHeads()
    await checkStandings()
  }

  async function reconcilePresence(): Promise<void> {
    for (const feed of [...feeds.all()]) {
      const asOf = performance.now()
      feed.reconcile(await presence.users(feed.room), asOf)
    }
  }

  function lookAtBacklogs(): void {
    for (const session of sessions.all()) {
      const bytes = backlog(session)
      if (isStuck(session, bytes, options.socketBuffer)) {
        options.slowConsumers.inc()
        session.log().info({ bytes }, 'closed: reads too slowly')
        emitTo(session, 'notice', { kind: 'slow_consumer', message: 'Too much was waiting for you.' })
        cutOff(session)
      } else setSlow(session, bytes > options.signalBuffer)
    }
  }

  function setSlow(session: Session, slow: boolean): void {
    if (slow === session.slow) return
    session.slow = slow
    if (slow) void session.socket.join(options.slowRoom)
    else void session.socket.leave(options.slowRoom)
  }

  function lookAtTokens(): void {
    const now = options.clock()
    for (const session of sessions.all()) {
      if (now > session.expiresAt + dropAfter)
        sessions.end(session, { kind: 'session_ended', message: 'The access token was not renewed.' })
      else if (now > session.expiresAt - remindBefore && !session.reminded) {
        session.reminded = true
        emitTo(session, 'notice', { kind: 'renew', message: 'The access token expires soon. Renew it.' })
      }
    }
  }

  /** Runs `work` every `milliseconds`, never twice at once; a failure is logged and the next round goes on. */
  function every(milliseconds: number, work: () => Promise<void> | void): NodeJS.Timeout {
    let busy = false
    return setInterval(() => {
      if (busy) return
      busy = true
      Promise.resolve()
        .then(work)
        .catch((error) => log.warn({ err: error }, 'a round of the gateway failed; the next one follows'))
        .finally(() => {
          busy = false
        })
    }, milliseconds)
  }

  const stopPresence = presence.start(
    () => void reconcilePresence().catch((error) => log.warn({ err: error }, 'presence could not be read')),
  )
  const timers = [
    every(options.headsEvery, tellHeads),
    every(aloneEvery, lookAlone),
    every(backlogEvery, lookAtBacklogs),
    every(tokensEvery, lookAtTokens),
  ]
  const stopListening = cluster.onReconnect(() => {
    presence.renew()
    repair().catch((error) =>
      log.warn({ err: error }, 'the repair after a lost connection failed; the next heads do it'),
    )
  })
  return async () => {
    stopListening()
    for (const timer of timers) clearInterval(timer)
    await stopPresence()
  }
}
