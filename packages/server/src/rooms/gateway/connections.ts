import type { Server as HttpServer } from 'node:http'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { type Entry, replayLimit } from '@stoa/contract/rooms'
import type { Registry as MetricsRegistry } from 'prom-client'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Cluster } from '../../platform/cluster/cluster.ts'
import { batched } from '../../platform/database/batched.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Authenticate } from '../../platform/http/handler.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Marks } from '../marks/marks.ts'
import { readMemberships } from '../membership/store.ts'
import type { Presence } from '../presence/presence.ts'
import type { Registry } from '../registry.ts'
import type { Membership } from '../rooms.ts'
import type { Sender } from '../timeline/sender.ts'
import { readAfter, readHeads, readRange } from '../timeline/store.ts'
import { createBreath } from './breath.ts'
import { createFeeds, type Feeds, type RoomState } from './feeds.ts'
import { createGateway, slowRoom } from './gateway.ts'
import { createGatewayMetrics } from './metrics.ts'
import { startRounds } from './rounds.ts'
import { emitTo } from './session.ts'
import { createSessions } from './sessions.ts'
import { readRooms } from './store.ts'
import { createVerbs } from './verbs.ts'

export interface ConnectionsOptions {
  readonly database: Database
  readonly cluster: Cluster
  readonly clock: Clock
  readonly log: Log
  readonly metrics: MetricsRegistry
  readonly settings: {
    readonly presenceLimit: number
    readonly headsEvery: number
    readonly signalBuffer: number
    readonly socketBuffer: number
    readonly rateScale: number
  }
  readonly accepting: () => boolean
  readonly registry: Registry
  readonly marks: Marks
  readonly sender: Sender
  readonly presence: Presence
}

/** The live half of the kernel: sockets, what they are subscribed to, and what they are sent. */
export interface Connections {
  attach(server: HttpServer, authenticate: Authenticate): void
  start(): () => Promise<void>
  close(): Promise<void>
}

/** Verbs one connection may use in a second: enough for a client that comes back to hundreds of rooms. */
const verbsPerSecond = 500

export function createConnections(options: ConnectionsOptions): Connections {
  const { database, cluster, clock, log, settings, presence } = options
  const { db } = database
  const { bus, counters } = cluster
  let authenticate: Authenticate = () => Promise.reject(new Fault('UNAVAILABLE'))

  // Thousands of clients that come back at once share their reads.
  const membership = batched(async (pairs: readonly { room: RoomId; user: UserId }[]) => {
    const found = await readMemberships(db, columnsOf(pairs))
    const byPair = new Map<string, Membership>(
      found.map((member) => [`${member.room}/${member.user}`, member]),
    )
    return pairs.map(({ room, user }) => byPair.get(`${room}/${user}`) ?? null)
  })
  const replay = batched(async (places: readonly { room: RoomId; after: number }[]) => {
    const rooms = places.map((place) => place.room)
    const rows = await readAfter(db, { rooms, after: places.map((place) => place.after), limit: replayLimit })
    const lists = places.map((): Entry[] => [])
    for (const { place, entry } of rows) lists[place]?.push(entry)
    return lists
  }, 50)
  const readRoom = batched(async (rooms: readonly RoomId[]): Promise<(RoomState | null)[]> => {
    const found = await readRooms(db, rooms)
    return rooms.map((room) => found.get(room) ?? null)
  })

  const metrics = createGatewayMetrics(options.metrics)
  const breath = createBreath()
  const feeds: Feeds = createFeeds({
    bus,
    presence,
    log,
    presenceLimit: settings.presenceLimit,
    breath: () => breath.milliseconds(),
    readRoom,
    readAfter: (room, seq) =>
      readRange(db, { room, from: seq + 1, to: Number.MAX_SAFE_INTEGER, limit: replayLimit }),
    emit: (room, event, body, how) => gateway.emit(room, event, body, how),
    empties: (type) => options.registry.empties(type),
    evict: (room, user) => sessions.evict(room, user),
  })
  const sessions = createSessions({
    bus,
    presence,
    feeds,
    evicted: (room, user) => void tellIfBack(room, user),
  })
  /** Someone who was put out and is a member again by now learns of the room as of a new one. */
  async function tellIfBack(room: RoomId, user: UserId): Promise<void> {
    try {
      const member = await membership({ room, user })
      if (member !== null)
        for (const session of sessions.ofUser(user)) emitTo(session, 'heads', { [room]: member.head })
    } catch (error) {
      log.warn({ err: error, room }, 'a membership could not be read; the next list of rooms shows it')
    }
  }
  const verbs = createVerbs({
    ...options,
    feeds,
    counters,
    bus,
    authenticate: () => authenticate,
    membership,
    replay,
    range: ({ room, from, to }) => readRange(db, { room, from, to, limit: replayLimit }),
    join: (session, feed) => sessions.join(session, feed),
    leave: (session, feed) => sessions.leave(session, feed),
    rateScale: settings.rateScale,
  })
  const gateway = createGateway({
    sessions,
    verbs,
    clock,
    log,
    metrics,
    accepting: options.accepting,
    verbsPerSecond: verbsPerSecond * settings.rateScale,
  })

  return {
    attach(server, by) {
      authenticate = by
      gateway.attach(server, by)
    },
    start: () =>
      startRounds({
        ...settings,
        sessions,
        feeds,
        presence,
        clock,
        log,
        slowRoom,
        cluster,
        readHeads: (rooms) => readHeads(db, rooms),
        async standing(session) {
          const { expiresAt: _, ...caller } = await authenticate(session.token)
          return caller
        },
        slowConsumers: metrics.slowConsumers,
      }),
    async close() {
      await gateway.close()
      feeds.close()
      breath.stop()
    },
  }
}

function columnsOf(pairs: readonly { room: RoomId; user: UserId }[]): { rooms: RoomId[]; users: UserId[] } {
  return { rooms: pairs.map((pair) => pair.room), users: pairs.map((pair) => pair.user) }
}
