import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import type { Role } from '@stoa/contract/accounts'
import {
  acceptCall,
  beatCall,
  type CallMedia,
  type CallView,
  changeCreator,
  endCall,
  getCall,
  startCall,
} from '@stoa/contract/calls'
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
import type { PushMessage } from '@stoa/contract/notifications'
import { type Entry, listEntries } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { loadConfig } from '../../config/index.ts'
import { createMemoryCluster, createMemoryHub, type MemoryHub } from '../../platform/cluster/memory.ts'
import type { Database } from '../../platform/database/database.ts'
import { type TestDatabase, testDatabase } from '../../platform/database/testing.ts'
import type { Caller } from '../../platform/http/handler.ts'
import { createHttp } from '../../platform/http/http.ts'
import type { Job, Jobs } from '../../platform/jobs/jobs.ts'
import { createLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { createRooms, type Rooms } from '../../rooms/index.ts'
import { signInCrowd } from '../accounts/crowd.testing.ts'
import { recordSecurityEvent } from '../accounts/index.ts'
import { createLedger, type Ledger, verifyBooks } from '../wallet/index.ts'
import { type Calls, createCalls } from './index.ts'

/** Nodes of calls over one database, on the real kernel, ledger and HTTP, with people who need not sign in and time that stands still. */
export interface CallsTest {
  readonly database: Database
  readonly ledger: Ledger
  readonly clock: { now: number }
  /** Who is connected. */
  readonly online: Set<UserId>
  readonly blocks: Set<string>
  readonly pushable: Set<UserId>
  readonly pushed: { readonly to: UserId; readonly message: PushMessage }[]
  readonly node: CallsNode
  /** One more over the same database. */
  another(): Promise<CallsNode>
  /** Somebody with so many cents. */
  person(options?: { role?: Role; cents?: number; demo?: boolean }): Promise<Person>
  /** A creator who is connected and takes calls. */
  creator(page?: { rate?: number; audio?: boolean; video?: boolean; demo?: boolean }): Promise<Person>
  /** Throws unless the ledger and what calls came to agree with each other. */
  balanced(): Promise<void>
  close(): Promise<void>
}

export interface CallsNode {
  readonly calls: Calls
  readonly rooms: Rooms
  /** What was enqueued and not worked on yet. */
  readonly queued: { readonly job: Job; readonly data: unknown }[]
  /** Works on what was enqueued; where a job fails it stays. */
  work(): Promise<void>
  call<R extends Route>(token: string, route: R, request: RouteCall<R>): Promise<RouteReply<R>>
  /** What a raw request is answered with. */
  raw(
    token: string,
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: string,
  ): Promise<{ status: number; body: unknown }>
  /** As if the process had died: what was queued in its hands is gone. */
  die(): Promise<void>
}

export interface Person {
  readonly user: UserId
  readonly token: string
  /** Throws the Fault it is answered with. */
  call<R extends Route>(route: R, request: RouteCall<R>, at?: CallsNode): Promise<RouteReply<R>>
  start(creator: Person, more?: { key?: string; media?: CallMedia; at?: CallsNode }): Promise<CallView>
  accept(call: CallView, at?: CallsNode): Promise<CallView>
  end(call: CallView, at?: CallsNode): Promise<CallView>
  beat(call: CallView, connected?: boolean, at?: CallsNode): Promise<CallView>
  see(call: CallView): Promise<CallView>
  cents(): Promise<{ balance: number; held: number; available: number }>
  entries(call: CallView): Promise<Entry[]>
}

const pairOf = (one: UserId, other: UserId) => [one, other].sort().join(' ')

/** On a database of its own, or on the one given, which is closed with it. */
export async function testCalls(
  given?: TestDatabase,
  settings: Record<string, string> = {},
): Promise<CallsTest> {
  const { database, close } = given ?? (await testDatabase())
  const clock = { now: Date.UTC(2030, 0, 15, 12) }
  const shared = {
    ...{ database, clock, settings, hub: createMemoryHub(() => clock.now) },
    ledger: createLedger({
      database,
      clock: () => clock.now,
      random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    }),
    ...{ online: new Set<UserId>(), blocks: new Set<string>(), pushable: new Set<UserId>() },
    pushed: [] as { to: UserId; message: PushMessage }[],
  }
  const node = await makeNode(shared)
  const nodes = [node]

  async function person({ role = 'user', cents = 0, demo = false }: Parameters<CallsTest['person']>[0] = {}) {
    const [made] = await signInCrowd(database.db, 1)
    if (made === undefined) throw new Error('nobody was made')
    const { user } = made
    await sql`UPDATE users SET role = ${role}, demo = ${demo} WHERE id = ${user}`.execute(database.db)
    if (cents > 0)
      await database.transaction((tx) =>
        shared.ledger.transfer(tx, [{ from: 'funding', to: user, amount: cents, kind: 'grant' }]),
      )
    return personOf({ user, role, node, shared })
  }

  return {
    ...{ node, person, ...shared },
    async another() {
      const more = await makeNode(shared)
      nodes.push(more)
      return more
    },
    async creator({ rate = 60, audio = true, video = true, demo = false } = {}) {
      const creator = await person({ role: 'creator', demo })
      const page = { headline: 'Ask me', about: '', schedule: '', rate, audio, video, available: true }
      await creator.call(changeCreator, { body: page })
      shared.online.add(creator.user)
      return creator
    },
    balanced: () => balanced(database),
    async close() {
      for (const one of nodes) await one.die()
      await close()
    },
  }
}

async function balanced(database: Database): Promise<void> {
  expect((await verifyBooks(database.db)).findings).toEqual([])
  const { rows } = await sql<Record<'charged' | 'logged' | 'moved' | 'fees' | 'taken', number>>`
    SELECT (SELECT coalesce(sum(charge), 0) FROM calls)::bigint AS charged,
      (SELECT coalesce(sum(charge), 0) FROM call_log)::bigint AS logged,
      (SELECT coalesce(sum(amount), 0) FROM wallet_transfers WHERE kind = 'call')::bigint AS moved,
      (SELECT coalesce(sum(fee), 0) FROM calls)::bigint AS fees,
      (SELECT coalesce(sum(amount), 0) FROM wallet_transfers WHERE kind = 'fee')::bigint AS taken`.execute(
    database.db,
  )
  const [sums] = rows
  expect(sums?.logged).toBe(sums?.charged)
  expect(sums?.moved).toBe(sums?.charged)
  expect(sums?.taken).toBe(sums?.fees)
}

interface Shared
  extends Pick<CallsTest, 'database' | 'ledger' | 'clock' | 'online' | 'blocks' | 'pushable' | 'pushed'> {
  readonly hub: MemoryHub
  readonly settings: Record<string, string>
}

async function makeNode(shared: Shared): Promise<CallsNode> {
  const { database, clock, online, blocks, pushable, pushed, ledger } = shared
  const now = () => clock.now
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const log = createLog({ logLevel: 'silent', logFormat: 'json' }, silent)
  const cluster = createMemoryCluster({ log, clock: now, hub: shared.hub })
  const metrics = createMetrics()
  const config = loadConfig(
    {},
    { port: '0', overloadMilliseconds: '0', rateLimitScale: '1000', ...shared.settings },
  )
  const kernel = createRooms({
    ...{ database, cluster, log, registry: metrics.registry, clock: now, accepting: () => true },
    settings: {
      ...{ presenceLease: 30_000, presenceLimit: 200, headsEvery: 15_000, rateScale: 1000 },
      ...{ signalBuffer: 1024 * 1024, socketBuffer: 4 * 1024 * 1024 },
    },
  })
  const rooms: Rooms = { ...kernel, online: async (user) => online.has(user) }
  const queued: { job: Job; data: unknown }[] = []
  const jobs: Pick<Jobs, 'enqueue'> = {
    async enqueue(db, job, data) {
      const parsed: unknown = job.data.parse(data)
      database.afterCommit(db, () => queued.push({ job, data: parsed }))
    },
  }
  const calls = createCalls({
    ...{ database, rooms, jobs, log, config, clock: now, recordSecurityEvent, wallet: ledger },
    gathering: { beats: 0, ends: 0 },
    accounts: {
      profiles: async (_db, ids) =>
        new Map(ids.map((id) => [id, { name: `Person ${id.slice(0, 4)}`, picture: `/pictures/${id}` }])),
      blockedAmong: async (_db, user, others) =>
        new Set(others.filter((other) => blocks.has(pairOf(user, other)))),
    },
    notifications: {
      reachable: async (_db, users) => new Set(users.filter((user) => pushable.has(user))),
      push: (to, message) => void pushed.push({ to, message }),
    },
  })
  kernel.register(calls)
  const http = await createHttp({
    ...{ config, log, metrics, counters: cluster.counters, webFolder: '/nowhere' },
    authenticate: async (token) => {
      const caller: Caller = JSON.parse(Buffer.from(token, 'base64url').toString())
      return { ...caller, expiresAt: clock.now + 900_000 }
    },
    routes: [...kernel.routes, ...calls.routes],
  })
  let over: Promise<void> | null = null

  async function raw(
    token: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: string,
  ) {
    const response = await http.inject({
      ...{ method, url },
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: body }),
    })
    const parsed: unknown = response.payload === '' ? undefined : JSON.parse(response.payload)
    return { status: response.statusCode, body: parsed }
  }

  return {
    ...{ calls, rooms, queued, raw },
    async work() {
      while (queued.length > 0) {
        const [next] = queued
        await next?.job.run(next.data)
        queued.shift()
      }
    },
    async call(token, route, request) {
      const {
        params = {},
        query = {},
        body,
      } = request as {
        params?: Record<string, unknown>
        query?: Record<string, unknown>
        body?: unknown
      }
      const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => String(params[name]))
      const asked = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
      )
      const text = body === undefined ? undefined : JSON.stringify(body)
      const answer = await raw(token, route.method, `${path}?${asked}`, text)
      if (answer.status >= 400) throw Fault.fromBody(FaultBody.parse(answer.body))
      // Only this very route answers here.
      return (route.reply === undefined ? undefined : route.reply.parse(answer.body)) as never
    },
    die() {
      over ??= (async () => {
        queued.length = 0
        await http.close()
        await cluster.close()
      })()
      return over
    },
  }
}

function personOf({
  user,
  role,
  node,
  shared,
}: {
  user: UserId
  role: Role
  node: CallsNode
  shared: Shared
}): Person {
  const caller: Caller = { user, role, device: randomUUID() as DeviceId }
  const token = Buffer.from(JSON.stringify(caller)).toString('base64url')
  const call: Person['call'] = (route, request, at = node) => at.call(token, route, request)
  const one = ({ id }: CallView) => ({ params: { call: id as RoomId } })
  return {
    ...{ user, token, call },
    start: (creator, { key = randomUUID(), media = 'video', at } = {}) =>
      call(startCall, { body: { creator: creator.user, media, key } }, at),
    accept: (view, at) => call(acceptCall, one(view), at),
    end: (view, at) => call(endCall, one(view), at),
    beat: (view, connected = true, at) => call(beatCall, { ...one(view), body: { connected } }, at),
    see: (view) => call(getCall, one(view)),
    cents: () => shared.ledger.balanceOf(shared.database.db, user),
    entries: async (view) => (await call(listEntries, { params: { room: view.id }, query: {} })).entries,
  }
}

/** Both are connected for so many seconds: heartbeats every five, and a look at least as often. */
export async function talk(
  test: CallsTest,
  {
    call,
    caller,
    creator,
    seconds,
    at = test.node,
  }: { call: CallView; caller: Person; creator: Person; seconds: number; at?: CallsNode },
): Promise<void> {
  for (let passed = 0; passed < seconds; ) {
    const step = Math.min(5, seconds - passed)
    passed += step
    test.clock.now += step * 1000
    if (passed % 5 === 0) await Promise.all([caller.beat(call, true, at), creator.beat(call, true, at)])
    await at.calls.sweep()
  }
}

/** Somebody calls a creator who takes the call, and both are connected. */
export async function connect(
  test: CallsTest,
  { cents = 1000, rate = 60 }: { cents?: number; rate?: number } = {},
): Promise<{ caller: Person; creator: Person; call: CallView }> {
  const caller = await test.person({ cents })
  const creator = await test.creator({ rate })
  const call = await caller.start(creator)
  await creator.accept(call)
  await Promise.all([caller.beat(call), creator.beat(call)])
  return { caller, creator, call }
}
