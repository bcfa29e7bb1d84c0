import { randomUUID } from 'node:crypto'
import type { Role } from '@stoa/contract/accounts'
import { emoteSent } from '@stoa/contract/emotes'
import {
  type DeviceId,
  Fault,
  FaultBody,
  type RoomId,
  type Route,
  type RouteCall,
  type RouteReply,
  type UserId,
} from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import { loadConfig } from '../../config/index.ts'
import { type Clock, systemClock } from '../../platform/clock/clock.ts'
import type { Cluster } from '../../platform/cluster/cluster.ts'
import { createCluster } from '../../platform/cluster/create.ts'
import { createMemoryHub } from '../../platform/cluster/memory.ts'
import type { Database } from '../../platform/database/database.ts'
import { silentLog, type TestDatabase, testDatabase } from '../../platform/database/testing.ts'
import type { Caller } from '../../platform/http/handler.ts'
import { createHttp } from '../../platform/http/http.ts'
import { createLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { createRooms, type Kernel } from '../../rooms/index.ts'
import { TestSocket } from '../../rooms/kernel.testing.ts'
import { recordSecurityEvent } from '../accounts/index.ts'
import { createEmotes, type Emotes } from './index.ts'

/** Nodes of emotes over one database and one cluster, on the real kernel, HTTP and sockets, with people who need not sign in. */
export interface EmotesTest {
  readonly database: Database
  node(options?: NodeOptions): Promise<EmotesNode>
  person(role?: Role): Person
  close(): Promise<void>
}

export interface NodeOptions {
  readonly clock?: Clock
  readonly settings?: Record<string, string>
  /** Nodes see each other by this Redis; in this process where absent. */
  readonly redisUrl?: string
  /** Puts something between the feature and the cluster, such as a bus that loses messages. */
  readonly through?: (cluster: Cluster) => Cluster
  /** Puts something between the feature and the database, such as its end. */
  readonly over?: (database: Database) => Database
}

export interface EmotesNode {
  readonly emotes: Emotes
  readonly rooms: Kernel
  /** A stream of its host, with viewers. */
  stream(host: Person, viewers?: readonly Person[]): Promise<RoomId>
  /** Throws the Fault it is answered with. */
  call<R extends Route>(by: Person, route: R, request: RouteCall<R>): Promise<RouteReply<R>>
  connect(person: Person): Promise<TestSocket>
  metrics(): Promise<string>
  stop(): Promise<void>
}

export interface Person extends Caller {
  readonly token: string
}

export async function testEmotes(given?: TestDatabase): Promise<EmotesTest> {
  const { database, close } = given ?? (await testDatabase())
  const hub = createMemoryHub(systemClock)
  const nodes: EmotesNode[] = []
  return {
    database,
    person(role = 'user') {
      const caller: Caller = { user: randomUUID() as UserId, device: randomUUID() as DeviceId, role }
      return { ...caller, token: Buffer.from(JSON.stringify(caller)).toString('base64url') }
    },
    async node(options = {}) {
      const node = await makeNode({ database, hub, ...options })
      nodes.push(node)
      return node
    },
    async close() {
      for (const node of nodes) await node.stop()
      await close()
    },
  }
}

async function makeNode({
  database,
  hub,
  clock = systemClock,
  settings = {},
  redisUrl,
  through = (cluster) => cluster,
  over = (real) => real,
}: NodeOptions & {
  readonly database: Database
  readonly hub: ReturnType<typeof createMemoryHub>
}): Promise<EmotesNode> {
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  const cluster = through(await createCluster({ log, clock: systemClock, hub, redisUrl }))
  const metrics = createMetrics()
  const config = loadConfig({}, { port: '0', overloadMilliseconds: '0', rateLimitScale: '1', ...settings })
  const rooms = createRooms({
    ...{ database, cluster, log, clock, registry: metrics.registry, accepting: () => true },
    settings: {
      ...{ presenceLease: 30_000, presenceLimit: 200, headsEvery: 15_000, rateScale: config.rateLimitScale },
      ...{ signalBuffer: 1024 * 1024, socketBuffer: 4 * 1024 * 1024 },
    },
  })
  const emotes = await createEmotes({
    ...{ database: over(database), cluster, rooms, recordSecurityEvent, log, clock, config },
    registry: metrics.registry,
  })
  rooms.register(emotes)
  const authenticate = async (token: string) => {
    const caller: Caller = JSON.parse(Buffer.from(token, 'base64url').toString())
    return { ...caller, expiresAt: Number.MAX_SAFE_INTEGER }
  }
  const http = await createHttp({
    ...{ config, log, metrics, counters: cluster.counters, authenticate, webFolder: '/nowhere' },
    routes: [...rooms.routes, ...emotes.routes],
  })
  rooms.attach(http.server, authenticate)
  const stops = [await rooms.start?.(), await emotes.start?.()]
  const url = await http.listen()
  let stopped: Promise<void> | null = null

  return {
    ...{ emotes, rooms },
    async stream(host, viewers = []) {
      const { room } = await rooms.create(database.db, {
        ...{ kind: 'stream', name: 'A stream', by: host.user },
        members: [{ user: host.user, role: 'owner' }],
      })
      const users = viewers.map(({ user }) => user)
      await rooms.addMembers(database.db, { room, by: null, users, role: 'member', quiet: true })
      return room
    },
    async call(by, route, request) {
      const {
        params = {},
        query = {},
        body,
      } = request as Record<'params' | 'query', Record<string, unknown>> & {
        body?: unknown
      }
      const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => String(params[name]))
      const asked = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
      )
      const response = await http.inject({
        ...{ method: route.method, url: `${path}?${asked}` },
        headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      })
      const parsed: unknown = response.payload === '' ? undefined : JSON.parse(response.payload)
      if (response.statusCode >= 400) throw Fault.fromBody(FaultBody.parse(parsed))
      // Only this very route answers here.
      return (route.reply === undefined ? undefined : route.reply.parse(parsed)) as never
    },
    connect: ({ token }) => TestSocket.connect(url, token),
    metrics: () => metrics.registry.metrics(),
    stop() {
      stopped ??= (async () => {
        await rooms.drain()
        for (const stop of stops.toReversed()) await stop?.()
        await http.close(100)
        await cluster.close()
      })()
      return stopped
    },
  }
}

/** Sends one emote; rejects with the Fault it is refused by. */
export async function sendEmote(socket: TestSocket, room: RoomId, emote: string): Promise<void> {
  await socket.ask('signal', { room, type: emoteSent.name, body: { emote } })
}

/** Tallies that a socket was sent, with when. */
export function talliesOf(
  socket: TestSocket,
  room: RoomId,
): { at: number; counts: Record<string, number> }[] {
  return socket
    .bodies('signals')
    .filter((one) => one.room === room)
    .flatMap(({ signals }) => signals)
    .filter(({ type }) => type === 'emote.tally')
    .map(({ at, body }) => ({ at, counts: (body as { counts: Record<string, number> }).counts }))
}

/** All counts of some tallies together. */
export function sum(tallies: readonly { readonly counts: Record<string, number> }[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const { counts } of tallies)
    for (const [emote, count] of Object.entries(counts)) all[emote] = (all[emote] ?? 0) + count
  return all
}

export function total(tallies: readonly { readonly counts: Record<string, number> }[]): number {
  return Object.values(sum(tallies)).reduce((all, one) => all + one, 0)
}

/** What the timeline of a room has of these types. */
export async function entriesOf(database: Database, room: RoomId, prefix: string): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    SELECT seq, type, author, about, at, body FROM entries WHERE room_id = ${room} AND type LIKE ${`${prefix}%`}
    ORDER BY seq`.execute(database.db)
  return rows
}

export { silentLog }
