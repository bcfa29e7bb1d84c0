import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Me } from '@stoa/contract/accounts'
import type { DeviceId, UserId } from '@stoa/contract/http'
import type { Notice } from '@stoa/contract/rooms'
import { expect } from 'vitest'
import { loadConfig } from '../../config/index.ts'
import { createMemoryCluster, createMemoryHub, type MemoryHub } from '../../platform/cluster/memory.ts'
import type { Database } from '../../platform/database/database.ts'
import { temporaryFolder, testDatabase } from '../../platform/database/testing.ts'
import { createLocalFiles } from '../../platform/files/local.ts'
import { createHttp } from '../../platform/http/http.ts'
import type { Job, Jobs } from '../../platform/jobs/jobs.ts'
import type { Letter } from '../../platform/mail/mail.ts'
import { createLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { type AccountsConfig, type BlockChange, createAccounts, createSessions } from './index.ts'

const secret = 'a secret of the tests, long enough'

/** What the nodes of one test file share: database, time and bus. */
export interface Town {
  readonly database: Database
  readonly hub: MemoryHub
  readonly folder: string
  readonly clock: { now: number }
  close(): Promise<void>
}

export async function createTown(): Promise<Town> {
  const { database, close } = await testDatabase()
  const clock = { now: Date.UTC(2030, 0, 15, 12) }
  const folder = temporaryFolder()
  return {
    database,
    clock,
    folder,
    hub: createMemoryHub(() => clock.now),
    async close() {
      await close()
      rmSync(folder, { recursive: true })
    },
  }
}

export interface Queued {
  readonly job: Job
  readonly data: unknown
}

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly bytes: Buffer
  readonly headers: Record<string, unknown>
}

interface Asked {
  readonly token?: string
  readonly body?: unknown
  readonly bytes?: Uint8Array
  readonly headers?: Record<string, string>
}

export interface SignedInPerson {
  readonly token: string
  readonly refreshToken: string
  readonly device: DeviceId
  readonly user: Me
}

export type Node = Awaited<ReturnType<typeof createNode>>

/** One node's accounts behind the real HTTP binder. Letters arrive as soon as their transaction has committed. */
export async function createNode(
  town: Town,
  settings: Partial<AccountsConfig> & { readonly httpScale?: number } = {},
) {
  const { database, clock } = town
  const now = () => clock.now
  const log = createLog(
    { logLevel: 'silent', logFormat: 'json' },
    new Writable({ write: (_l, _e, done) => done() }),
  )
  const cluster = createMemoryCluster({ log, clock: now, hub: town.hub })
  const config: AccountsConfig = {
    ...{ secret, publicUrl: 'http://stoa.test', serverName: 'Stoa', adminEmails: [], demo: false },
    ...{ codeMinutes: 5, codeTries: 5, rateLimitScale: 1 },
    ...settings,
  }
  const letters: Letter[] = []
  const queued: Queued[] = []
  const notices: { user: UserId; device?: DeviceId; notice: Notice }[] = []
  const blockChanges: BlockChange[] = []
  const lastSeen = new Map<UserId, number>()
  const post = { works: true }
  const jobs: Jobs = {
    async enqueue(db, job, data) {
      const parsed: unknown = job.data.parse(data)
      database.afterCommit(db, () => queued.push({ job, data: parsed }))
    },
    start: async () => undefined,
    stop: async () => undefined,
  }
  const sessions = createSessions({ database, cluster, clock: now, config })
  const accounts = createAccounts({
    ...{ database, jobs, clock: now, config, sessions },
    files: createLocalFiles(join(town.folder, 'files')),
    mail: {
      async send(letter) {
        if (!post.works) throw new Error('the mail server is down')
        letters.push(letter)
      },
    },
    rooms: {
      disconnect: (who, notice) => void notices.push({ ...who, notice }),
      lastSeen: async (_db, users) =>
        new Map(users.flatMap((user) => (lastSeen.has(user) ? [[user, lastSeen.get(user) ?? 0]] : []))),
    },
    onBlockChanged: async (_tx, change) => void blockChanges.push(change),
  })
  const stop = await accounts.start?.()
  const http = await createHttp({
    config: loadConfig(
      {},
      {
        port: '0',
        overloadMilliseconds: '0',
        rateLimitScale: String(settings.httpScale ?? 1000),
        publicUrl: config.publicUrl,
      },
    ),
    log,
    metrics: createMetrics(),
    counters: cluster.counters,
    authenticate: accounts.authenticate,
    routes: accounts.routes,
    webFolder: '/nowhere',
  })

  async function work(): Promise<void> {
    for (const { job, data } of queued.splice(0)) await job.run(data)
  }

  async function call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    asked: Asked = {},
  ): Promise<Answer> {
    const { token, body, bytes, headers } = asked
    const response = await http.inject({
      method,
      url,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(bytes === undefined ? {} : { payload: Buffer.from(bytes) }),
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const text = response.payload
    const isJson = String(response.headers['content-type']).includes('json')
    return {
      status: response.statusCode,
      body: isJson ? JSON.parse(text) : undefined,
      bytes: response.rawPayload,
      headers: response.headers,
    }
  }

  /** Asks for a code and reads it in the letter. */
  async function codeFor(email: string): Promise<string> {
    const asked = await call('POST', '/api/v1/login', { body: { email } })
    expect(asked).toMatchObject({ status: 202 })
    await work()
    const code = letters.findLast((letter) => letter.to === email)?.subject.slice(0, 6)
    if (code === undefined) throw new Error(`no letter to ${email}`)
    return code
  }

  const verify = (email: string, code: string, more: Asked = {}) =>
    call('POST', '/api/v1/verify', { body: { email, code, tokens: 'body' }, ...more })

  async function signIn(email: string, more: Asked = {}): Promise<SignedInPerson> {
    return personOf(await verify(email, await codeFor(email), more))
  }

  return {
    ...{
      accounts,
      call,
      clock,
      codeFor,
      letters,
      post,
      queued,
      notices,
      blockChanges,
      lastSeen,
      signIn,
      verify,
      work,
    },
    async close() {
      await http.close()
      await stop?.()
      await cluster.close()
    },
  }
}

interface SessionBody {
  readonly accessToken: string
  readonly refreshToken: string
  readonly device: DeviceId
  readonly user: Me
}

export function personOf(answer: Answer): SignedInPerson {
  expect(answer).toMatchObject({ status: 200 })
  const { accessToken: token, refreshToken, device, user } = answer.body as SessionBody
  return { token, refreshToken, device, user }
}

let people = 0
/** An address nobody else in the file has. */
export function someEmail(): string {
  people += 1
  return `person${people}@example.org`
}

/** A wrong code: never the one sent. */
export function wrong(code: string): string {
  return code === '000000' ? '000001' : '000000'
}
