import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Role } from '@stoa/contract/accounts'
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
import { type Entry, listEntries } from '@stoa/contract/rooms'
import { createStream, getStream, type Stream, streamChanged, whip } from '@stoa/contract/streams'
import { sql } from 'kysely'
import { loadConfig } from '../../config/index.ts'
import { createMemoryCluster, createMemoryHub, type MemoryHub } from '../../platform/cluster/memory.ts'
import type { Database } from '../../platform/database/database.ts'
import { testDatabase } from '../../platform/database/testing.ts'
import type { Caller } from '../../platform/http/handler.ts'
import { createHttp } from '../../platform/http/http.ts'
import { createLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { createRooms } from '../../rooms/index.ts'
import { signInCrowd } from '../accounts/crowd.testing.ts'
import { recordSecurityEvent } from '../accounts/index.ts'
import type { EngineEvent } from './engine/engine.ts'
import { createStreams, recordingFolders, type Streams } from './index.ts'
import type { StreamNeeds } from './needs.ts'
import { type ScriptedEngine, scriptedEngine } from './scripted.testing.ts'

/** Nodes of streams over one database, with the real kernel and HTTP, a scripted engine, and time that stands still. */
export interface LifeTest {
  readonly database: Database
  readonly clock: { now: number }
  readonly node: LifeNode
  readonly folderOf: (stream: RoomId) => string
  readonly blocks: Set<string>
  another(): Promise<LifeNode>
  person(role?: Role): Promise<Person>
  close(): Promise<void>
}

export interface LifeNode {
  /** What its streams are made with. */
  readonly parts: Pick<StreamNeeds, 'rooms' | 'cluster' | 'log'>
  readonly streams: Streams
  readonly engine: ScriptedEngine
  /** What the engine tells, written by the time this resolves. */
  tell(...events: EngineEvent[]): Promise<void>
  call<R extends Route>(token: string, route: R, request: RouteCall<R>): Promise<RouteReply<R>>
  /** What a WHIP client with this key is answered with. */
  whip(stream: Pick<Stream, 'id'>, key: string): Promise<{ status: number; body: string }>
  /** As if the process had died: nobody hears of it but by what is missing. */
  die(): Promise<void>
}

export interface Person {
  readonly user: UserId
  call<R extends Route>(route: R, request: RouteCall<R>, at?: LifeNode): Promise<RouteReply<R>>
  create(more?: Partial<RouteCall<typeof createStream>['body']>): Promise<Stream>
  see(stream: Pick<Stream, 'id'>): Promise<Stream>
  entries(stream: Pick<Stream, 'id'>): Promise<Entry[]>
  /** What the stream's room was told of its state. */
  states(stream: Pick<Stream, 'id'>): Promise<Entry['body'][]>
}

export const pairOf = (one: UserId, other: UserId) => [one, other].sort().join(' ')

export async function testStreams(): Promise<LifeTest> {
  const { database, close } = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'stoa-streams-'))
  const clock = { now: Date.UTC(2030, 0, 15, 12) }
  const shared = {
    ...{ database, clock, blocks: new Set<string>() },
    ...{ hub: createMemoryHub(() => clock.now), folderOf: recordingFolders(folder) },
  }
  const node = await makeNode(shared)
  const nodes = [node]
  return {
    ...{ node, ...shared },
    async another() {
      const more = await makeNode(shared)
      nodes.push(more)
      return more
    },
    async person(role = 'user') {
      const [made] = await signInCrowd(database.db, 1)
      if (made === undefined) throw new Error('nobody was made')
      await sql`UPDATE users SET role = ${role} WHERE id = ${made.user}`.execute(database.db)
      return personOf({ user: made.user, role, node })
    },
    async close() {
      for (const one of nodes) await one.die()
      await close()
      await rm(folder, { recursive: true })
    },
  }
}

interface Shared extends Pick<LifeTest, 'database' | 'clock' | 'blocks' | 'folderOf'> {
  readonly hub: MemoryHub
}

async function makeNode({ database, clock, blocks, folderOf, hub }: Shared): Promise<LifeNode> {
  const now = () => clock.now
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const log = createLog({ logLevel: 'silent', logFormat: 'json' }, silent)
  const cluster = createMemoryCluster({ log, clock: now, hub })
  const metrics = createMetrics()
  const config = loadConfig({}, { port: '0', overloadMilliseconds: '0', rateLimitScale: '1000' })
  const rooms = createRooms({
    ...{ database, cluster, log, registry: metrics.registry, clock: now, accepting: () => true },
    settings: {
      ...{ presenceLease: 30_000, presenceLimit: 200, headsEvery: 15_000, rateScale: 1000 },
      ...{ signalBuffer: 1024 * 1024, socketBuffer: 4 * 1024 * 1024 },
    },
  })
  const engine = scriptedEngine()
  const streams = await createStreams({
    ...{ database, rooms, cluster, engine, folderOf, log, clock: now, random: randomBytes },
    config: { ...config, publicUrl: 'https://stoa.example' },
    recordSecurityEvent,
    jobs: {
      async enqueue(db, job, data) {
        const parsed = job.data.parse(data)
        database.afterCommit(db, () => void job.run(parsed))
      },
    },
    accounts: {
      profiles: async (_db, ids) => new Map(ids.map((id) => [id, { name: `Person ${id.slice(0, 4)}` }])),
      blockedAmong: async (_db, user, others) =>
        new Set(others.filter((other) => blocks.has(pairOf(user, other)))),
    },
  })
  rooms.register(streams)
  const http = await createHttp({
    ...{ config, log, metrics, counters: cluster.counters, webFolder: '/nowhere' },
    authenticate: async (token) => {
      if (token.startsWith('live_')) throw new Fault('NOT_SIGNED_IN')
      const caller: Caller = JSON.parse(Buffer.from(token, 'base64url').toString())
      return { ...caller, expiresAt: clock.now + 900_000 }
    },
    routes: [...rooms.routes, ...streams.routes],
  })
  const stop = await streams.start?.()
  let over: Promise<void> | null = null
  return {
    ...{ streams, engine, parts: { rooms, cluster, log } },
    async tell(...events) {
      for (const event of events) engine.tell(event)
      await streams.settled()
    },
    async call(token, route, request) {
      const parts = request as {
        params?: Record<string, unknown>
        query?: Record<string, unknown>
        body?: unknown
      }
      const path = route.path.replaceAll(/:(\w+)|\*/g, (all, name = all) => String(parts.params?.[name]))
      const query = Object.entries(parts.query ?? {}).map(([name, value]): [string, string] => [
        name,
        String(value),
      ])
      const answer = await http.inject({
        ...{ method: route.method, url: `${path}?${new URLSearchParams(query)}` },
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        payload: JSON.stringify(parts.body ?? {}),
      })
      const body: unknown = answer.payload === '' ? undefined : JSON.parse(answer.payload)
      if (answer.statusCode >= 400) throw Fault.fromBody(FaultBody.parse(body))
      // Only this very route answers here.
      return (route.reply === undefined ? undefined : route.reply.parse(body)) as never
    },
    async whip({ id }, key) {
      const { statusCode: status, payload: body } = await http.inject({
        ...{ method: 'POST', url: whip.path.replace(':stream', id), payload: 'v=0' },
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' },
      })
      return { status, body }
    },
    die() {
      over ??= (async () => {
        await http.close()
        await stop?.()
        await cluster.close()
      })()
      return over
    },
  }
}

function personOf({ user, role, node }: { user: UserId; role: Role; node: LifeNode }): Person {
  const caller: Caller = { user, role, device: randomUUID() as DeviceId }
  const token = Buffer.from(JSON.stringify(caller)).toString('base64url')
  const call: Person['call'] = (route, request, at = node) => at.call(token, route, request)
  const entries: Person['entries'] = async ({ id }) =>
    (await call(listEntries, { params: { room: id }, query: {} })).entries
  return {
    ...{ user, call, entries },
    create: (more = {}) => call(createStream, { body: { title: 'A stream', ...more } }),
    see: ({ id }) => call(getStream, { params: { stream: id } }),
    states: async (stream) =>
      (await entries(stream)).filter(({ type }) => type === streamChanged.name).map(({ body }) => body),
  }
}

/** What an engine tells of one's pictures, and of who watches, now. */
export interface Telling {
  event(kind: 'published' | 'interrupted' | 'gone', stream: Stream, publisher: Person): EngineEvent
  visit(kind: 'joined' | 'left', stream: Stream, viewer: Person, viewing?: string): EngineEvent
}

export function telling(clock: LifeTest['clock']): Telling {
  return {
    event(kind, stream, { user }) {
      const of = { stream: stream.id, publisher: user }
      if (kind === 'published') return { kind, of, at: clock.now, facts: { codecs: ['VP8', 'OPUS'] } }
      return { kind, of, at: clock.now }
    },
    visit: (kind, stream, { user }, viewing = user) => ({
      ...{ kind, stream: stream.id, viewer: user, viewing, at: clock.now },
    }),
  }
}

export const one = ({ id }: Stream) => ({ params: { stream: id } })
export const cohost = ({ id }: Stream, { user }: Person) => ({ params: { stream: id, user } })
