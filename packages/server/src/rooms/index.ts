import { randomUUID } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { Registry as MetricsRegistry } from 'prom-client'
import type { Clock } from '../platform/clock/clock.ts'
import type { Cluster } from '../platform/cluster/cluster.ts'
import type { Database, Db } from '../platform/database/database.ts'
import type { Authenticate } from '../platform/http/handler.ts'
import type { Log } from '../platform/telemetry/log.ts'
import { createConnections } from './gateway/connections.ts'
import { createAppendMetrics } from './gateway/metrics.ts'
import { disconnectNotice, tellUser } from './gateway/sessions.ts'
import { createMarks } from './marks/marks.ts'
import { createMembership, kernelRules } from './membership/membership.ts'
import { findRoom, readMembers, readMemberships } from './membership/store.ts'
import { readViews } from './membership/view.ts'
import { roomTopic } from './messages.ts'
import { createPresence } from './presence/presence.ts'
import { createRegistry } from './registry.ts'
import type { Rooms } from './rooms.ts'
import { createRoutes } from './routes.ts'
import { createAppender } from './timeline/appender.ts'
import { encodeBody } from './timeline/json.ts'
import { createSender } from './timeline/sender.ts'
import { emptyEntries, emptyEntriesAlone, readHeads, readRepeats } from './timeline/store.ts'
import { readItems, readStretch } from './timeline/stretch.ts'

export type { Membership, Place, Rooms } from './rooms.ts'
export {
  type Appended,
  type CheckFacts,
  type EntryRule,
  entryRule,
  type SignalRule,
  signalRule,
} from './rules.ts'

/** The kernel's bracketed defaults of the rules. Milliseconds and bytes. */
export interface RoomsSettings {
  readonly presenceLease: number
  readonly presenceLimit: number
  readonly headsEvery: number
  readonly signalBuffer: number
  readonly socketBuffer: number
  readonly rateScale: number
}

export interface RoomsOptions {
  readonly database: Database
  readonly cluster: Cluster
  readonly clock: Clock
  readonly log: Log
  readonly registry: MetricsRegistry
  readonly settings: RoomsSettings
  /** False while new connections should go elsewhere (O4). */
  readonly accepting: () => boolean
  readonly newId?: () => string
}

/** The kernel with what only the process needs of it. */
export interface Kernel extends Rooms {
  /** Answers sockets on this server. */
  attach(server: HttpServer, authenticate: Authenticate): void
  /** Tells clients to go elsewhere, closes their sockets and lets what is being written be written (O2). */
  drain(): Promise<void>
}

export function createRooms(options: RoomsOptions): Kernel {
  const { database, cluster, clock, log, settings, newId = randomUUID } = options
  const { bus, leases, counters } = cluster
  const metrics = createAppendMetrics(options.registry)
  const registry = createRegistry()
  registry.register({ entries: kernelRules, signals: [] })

  const appender = createAppender({
    database,
    clock,
    onError: (error) => log.error({ err: error }, 'an entry was appended, and not everybody could be told'),
    deliver: (room, entries) => bus.publish(roomTopic(room), { kind: 'entries', entries }),
    measure: ({ entries, milliseconds }) => {
      metrics.entries.inc(entries)
      metrics.commitEntries.observe(entries)
      metrics.commitSeconds.observe(milliseconds / 1000)
    },
  })
  const marks = createMarks({ database, log })
  const sender = createSender({
    registry,
    appender,
    counters,
    rateScale: settings.rateScale,
    async findRepeat({ room, author, clientId }) {
      const [found] = await readRepeats(database.db, {
        rooms: [room],
        authors: [author],
        clientIds: [clientId],
      })
      return found === undefined ? null : { seq: found.seq, at: found.at }
    },
    appended: (room, { user }, seq) => void marks.advance(room, user, { read: seq }),
  })
  const membership = createMembership({
    database,
    appender,
    clock,
    newId,
    joined: (room, users) => void tellJoined(room, users),
  })
  const presence = createPresence({
    node: cluster.node,
    leases,
    bus,
    database,
    clock,
    log,
    lease: settings.presenceLease,
    grace: 3000,
  })
  const connections = createConnections({
    ...options,
    registry,
    marks,
    sender,
    presence,
    metrics: options.registry,
  })

  /** A new room shows up on its members' devices as a head they do not know yet. */
  async function tellJoined(room: RoomId, users: readonly UserId[]): Promise<void> {
    try {
      const head = (await readHeads(database.db, [room])).get(room) ?? 0
      for (const user of users) tellUser(bus, user, { kind: 'heads', heads: { [room]: head } })
    } catch (error) {
      log.warn({ err: error, room }, 'new members could not be told; their next list of rooms shows it')
    }
  }

  const service: Omit<Rooms, 'routes' | 'jobs' | 'start'> = {
    ...membership,
    register: (types) => registry.register(types),
    append: (db, entry) => append(db, entry),
    async redact(tx, targets, how) {
      if (how?.alone !== true)
        return emptyEntries(tx, {
          rooms: targets.map((one) => one.room),
          seqs: targets.map((one) => one.seq),
        })
      for (const [room, ones] of Map.groupBy(targets, (one) => one.room))
        await emptyEntriesAlone(
          tx,
          room,
          ones.map((one) => one.seq),
        )
    },
    async membership(db, room, user) {
      const [member] = await readMemberships(db, { rooms: [room], users: [user] })
      if (member === undefined) throw new Fault('NOT_FOUND')
      return member
    },
    findUnique: findRoom,
    async view(db, room, user) {
      const [view] = await readViews(db, { user, room, limit: 1 })
      if (view === undefined) throw new Fault('NOT_FOUND')
      return view
    },
    members: readMembers,
    stretch: readStretch,
    items: readItems,
    online: (user) => presence.online(user),
    lastSeen: (db, users) => presence.lastSeen(db, users),
    signal: (room, type, body) =>
      bus.publish(roomTopic(room), {
        kind: 'signal',
        signal: { type: type.name, from: null, at: clock(), body: type.body.parse(body) },
      }),
    disconnect: ({ user, device }, notice) => tellUser(bus, user, disconnectNotice(device, notice)),
  }

  function append(db: Db, { room, type, author, body, about }: Parameters<Rooms['append']>[1]) {
    const rule = registry.entry(type)
    const pending = {
      room,
      rule,
      sender: null,
      author,
      clientId: null,
      about: about ?? null,
      body,
      json: encodeBody(body),
    }
    return db.isTransaction ? appendOne(db) : database.transaction(appendOne)
    async function appendOne(tx: Db) {
      const [entry] = await appender.appendIn(tx, [pending])
      if (entry === undefined) throw new Error('an append gave no entry')
      return entry
    }
  }

  return {
    ...service,
    routes: createRoutes({ database, marks, sender, rooms: service }),
    jobs: [],
    attach: (server, authenticate) => connections.attach(server, authenticate),
    async start() {
      const stopMarks = marks.start()
      const stopConnections = connections.start()
      return async () => {
        await stopConnections()
        await stopMarks()
      }
    },
    async drain() {
      await connections.close()
      await appender.drain()
    },
  }
}
