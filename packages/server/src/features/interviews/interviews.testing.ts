import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { Writable } from 'node:stream'
import type { Role, Session as SignedIn } from '@stoa/contract/accounts'
import {
  type ClientId,
  type DeviceId,
  Fault,
  FaultBody,
  type RoomId,
  type Route,
  type RouteCall,
  type RouteReply,
  type UserId,
} from '@stoa/contract/http'
import {
  createSession,
  type InterviewSession,
  joinSession,
  type SessionRole,
  update,
} from '@stoa/contract/interviews'
import { type Entry, listEntries, sendEntry } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import * as Y from 'yjs'
import { loadConfig } from '../../config/index.ts'
import { createMemoryCluster, createMemoryHub, type MemoryHub } from '../../platform/cluster/memory.ts'
import type { Database } from '../../platform/database/database.ts'
import { type TestDatabase, temporaryFolder, testDatabase } from '../../platform/database/testing.ts'
import { createLocalFiles } from '../../platform/files/local.ts'
import type { Caller } from '../../platform/http/handler.ts'
import { createHttp } from '../../platform/http/http.ts'
import type { Job, Jobs } from '../../platform/jobs/jobs.ts'
import { createLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { createRooms, type Kernel } from '../../rooms/index.ts'
import { createAccounts, createSessions } from '../accounts/index.ts'
import { createChat } from '../chat/index.ts'
import { createInterviews, type Interviews } from './index.ts'

/** A node with accounts, chat and interviews on the real kernel, database and HTTP, with people who need not sign in. */
export interface InterviewTest {
  readonly database: Database
  readonly rooms: Kernel
  readonly interviews: Interviews
  readonly clock: { now: number }
  /** Somebody with an account. */
  person(name: string, role?: Role): Promise<Person>
  /** Somebody whose tokens another node gave. */
  known(token: string, user: UserId): Person
  /** Somebody who is not signed in. */
  readonly stranger: Pick<Person, 'call'>
  /** Lets somebody without an account in. */
  guest(session: InterviewSession, role: SessionRole, name: string): Promise<Person>
  /** Runs what was queued, or the scheduled job of this name. */
  work(job?: string): Promise<void>
  /** Brings chat's search index up to date; gives in how many transactions. */
  indexChat(): Promise<number>
  /** Another node over the same database. */
  node(): Promise<InterviewTest>
  close(): Promise<void>
}

export interface Person {
  readonly user: UserId
  readonly token: string
  /** Throws the Fault it is answered with. */
  call<R extends Route>(route: R, request: RouteCall<R>): Promise<RouteReply<R>>
  begin(
    title: string,
    from?: { readonly template?: string; readonly question?: string; readonly language?: 'python' },
  ): Promise<InterviewSession>
  join(session: InterviewSession, role: SessionRole): Promise<InterviewSession>
  send(
    room: RoomId,
    type: { readonly name: string },
    body: unknown,
    options?: { readonly about?: number; readonly clientId?: string },
  ): Promise<number>
  /** The whole timeline. */
  entries(room: RoomId): Promise<Entry[]>
}

/** What all nodes of a test share. */
interface Ground {
  readonly database: Database
  readonly hub: MemoryHub
  readonly clock: { now: number }
  readonly folder: string
}

const secret = 'a secret of the tests, long enough'

/** On a database of its own, or on the one given, which is closed with it. */
export async function testInterviews(
  given?: TestDatabase,
  settings: { readonly rateLimitScale?: string } = {},
): Promise<InterviewTest> {
  const { database, close } = given ?? (await testDatabase())
  const clock = { now: Date.UTC(2030, 0, 15, 12) }
  const folder = temporaryFolder()
  const ground = { database, clock, folder, hub: createMemoryHub(() => clock.now) }
  const closing: (() => Promise<void>)[] = []
  async function node(): Promise<InterviewTest> {
    const started = await startNode(ground, settings)
    closing.push(started.close)
    return { ...started, node, close: closeAll }
  }
  async function closeAll(): Promise<void> {
    for (const one of closing) await one()
    await close()
    rmSync(folder, { recursive: true })
  }
  return node()
}

async function startNode(
  { database, hub, clock, folder }: Ground,
  settings: { readonly rateLimitScale?: string },
) {
  const now = () => clock.now
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const log = createLog({ logLevel: 'silent', logFormat: 'json' }, silent)
  const cluster = createMemoryCluster({ log, clock: now, hub })
  const metrics = createMetrics()
  const rooms = createRooms({
    ...{ database, cluster, log, registry: metrics.registry, clock: now, accepting: () => true },
    settings: {
      ...{ presenceLease: 30_000, presenceLimit: 200, headsEvery: 15_000 },
      ...{ rateScale: Number.POSITIVE_INFINITY, signalBuffer: 1024 * 1024, socketBuffer: 4 * 1024 * 1024 },
    },
  })
  const queued: { readonly job: Job; readonly data: unknown }[] = []
  const jobs: Jobs = {
    async enqueue(db, job, data) {
      database.afterCommit(db, () => void queued.push({ job, data: job.data.parse(data) }))
    },
    start: async () => undefined,
    stop: async () => undefined,
  }
  const sessions = createSessions({ database, cluster, clock: now, config: { secret, demo: false } })
  const accounts = createAccounts({
    ...{ database, jobs, clock: now, sessions, rooms },
    files: createLocalFiles(folder),
    mail: { send: async () => undefined },
    config: {
      ...{ secret, publicUrl: 'http://stoa.test', serverName: 'Stoa', adminEmails: [], demo: false },
      ...{ codeMinutes: 5, codeTries: 5, rateLimitScale: 1 },
    },
    onBlockChanged: async () => undefined,
  })
  let transactions = 0
  const counted: Database = {
    ...database,
    transaction(work) {
      transactions += 1
      return database.transaction(work)
    },
  }
  const chat = createChat({ database: counted, rooms, accounts, log, clock: now })
  rooms.register(chat)
  const interviews = createInterviews({
    ...{ database, rooms, accounts, jobs, log, clock: now },
    config: { secret, interviewMinutes: 30, interviewParticipants: 6 },
  })
  rooms.register(interviews)
  const http = await createHttp({
    config: loadConfig({}, { port: '0', overloadMilliseconds: '0', rateLimitScale: '1000', ...settings }),
    ...{ log, metrics, counters: cluster.counters, webFolder: '/nowhere' },
    async authenticate(token) {
      if (token.includes('.')) return accounts.authenticate(token)
      const caller: Caller = JSON.parse(Buffer.from(token, 'base64url').toString())
      return { ...caller, expiresAt: now() + 900_000 }
    },
    routes: [...rooms.routes, ...accounts.routes, ...chat.routes, ...interviews.routes],
  })
  const stops = [await rooms.start?.(), await accounts.start?.()]

  async function call<R extends Route>(
    token: string | null,
    route: R,
    request: RouteCall<R>,
  ): Promise<RouteReply<R>> {
    const { params, query, body }: Parts = request
    const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(`${params?.[name]}`),
    )
    const asked = new URLSearchParams(
      Object.entries(query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const response = await http.inject({
      method: route.method,
      url: `${path}?${asked}`,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const answer: unknown = response.payload === '' ? undefined : JSON.parse(response.payload)
    if (response.statusCode >= 400) throw Fault.fromBody(FaultBody.parse(answer))
    return (route.reply === undefined ? undefined : route.reply.parse(answer)) as RouteReply<R>
  }

  function known(token: string, user: UserId): Person {
    return {
      user,
      token,
      call: (route, request) => call(token, route, request),
      begin: (title, from = {}) => call(token, createSession, { body: { title, ...from } }),
      join: async (session, role) =>
        (
          await call(token, joinSession, {
            params: { session: session.id },
            body: { code: codeOf(session, role) },
          })
        ).session,
      async send(room, type, body, { about, clientId = randomUUID() } = {}) {
        const request = { type: type.name, clientId: clientId as ClientId, body }
        const sent = await call(token, sendEntry, {
          params: { room },
          body: about === undefined ? request : { ...request, about },
        })
        return sent.seq
      },
      async entries(room) {
        const all: Entry[] = []
        for (let head = 1; (all.at(-1)?.seq ?? 0) < head; ) {
          const after = all.at(-1)?.seq ?? 0
          const page = await call(token, listEntries, { params: { room }, query: { after } })
          head = page.head
          all.push(...page.entries)
        }
        return all
      },
    }
  }

  return {
    ...{ database, rooms, interviews, clock, known },
    stranger: { call: <R extends Route>(route: R, request: RouteCall<R>) => call(null, route, request) },
    async person(name: string, role: Role = 'user') {
      const user = randomUUID() as UserId
      await sql`
        INSERT INTO users (id, email, name, name_folded, role, created_at)
        VALUES (${user}, ${`${user}@example.com`}, ${name}, ${name.toLowerCase()}, ${role}, ${clock.now})`.execute(
        database.db,
      )
      const caller: Caller = { user, role, device: randomUUID() as DeviceId }
      return known(Buffer.from(JSON.stringify(caller)).toString('base64url'), user)
    },
    async guest(session: InterviewSession, role: SessionRole, name: string) {
      const { signedIn } = await call(null, joinSession, {
        params: { session: session.id },
        body: { code: codeOf(session, role), name, tokens: 'body' },
      })
      return signedInAs(known, signedIn)
    },
    async work(job?: string) {
      if (job !== undefined) await interviews.jobs.find(({ name }) => name === job)?.run({})
      for (const one of queued.splice(0)) await one.job.run(one.data)
    },
    async indexChat() {
      const before = transactions
      await chat.indexAll()
      return transactions - before
    },
    async close() {
      await http.close()
      for (const stop of stops) await stop?.()
      await rooms.drain()
      await cluster.close()
    },
  }
}

interface Parts {
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
}

function signedInAs(known: InterviewTest['known'], signedIn: SignedIn | null): Person {
  if (signedIn === null) throw new Error('nobody was signed in')
  return known(signedIn.accessToken, signedIn.user.id)
}

/** What the link for that role ends in. */
export function codeOf({ links }: InterviewSession, role: SessionRole): string {
  const code = links?.[role].split('#')[1]
  if (code === undefined) throw new Error('only interviewers have links')
  return code
}

/** A replica of a code document, as an editor has it, with what it would send. */
export function editor(seed?: string) {
  const doc = new Y.Doc()
  if (seed !== undefined && seed !== '') Y.applyUpdate(doc, Buffer.from(seed, 'base64'))
  const text = doc.getText('text')
  return {
    doc,
    text,
    /** The update that comes of what is done here, in base64. */
    change(work: (text: Y.Text) => void): string {
      const before = Y.encodeStateVector(doc)
      work(text)
      return Buffer.from(Y.encodeStateAsUpdate(doc, before)).toString('base64')
    },
    apply: (base64: string) => Y.applyUpdate(doc, Buffer.from(base64, 'base64')),
  }
}

/** The body of an update. */
export function edit(generation: string, change: string) {
  return { generation, update: change, origin: 'type' } as const
}

/** What a timeline's updates of a document come to. */
export function textOf(entries: readonly Entry[], document: number): string {
  const replica = editor()
  for (const { type, about, body } of entries) {
    const stored = update.stored.safeParse(body)
    if (type === update.name && about === document && stored.success) replica.apply(stored.data.update)
  }
  return replica.text.toString()
}

/** For `expect(…).toMatchObject`: the Fault with this code. */
export function fault(code: string): { readonly code: string } {
  return { code }
}
