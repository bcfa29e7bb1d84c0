import { Writable } from 'node:stream'
import type { Role } from '@stoa/contract/accounts'
import { type DeviceId, Fault, type Route, UserId } from '@stoa/contract/http'
import { onTestFinished } from 'vitest'
import { type Flags, loadConfig } from '../../config/index.ts'
import { createCluster } from '../cluster/create.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { Authenticate, BoundRoute } from './handler.ts'
import { createHttp, type Http, type HttpOptions } from './http.ts'

export const someUser = 'b6a7c1f4-3a5e-4a58-9d3b-0d9c2f5f1a01' as UserId
const someDevice = 'b6a7c1f4-3a5e-4a58-9d3b-0d9c2f5f1a02' as DeviceId

/** Tokens `user`, `creator`, `moderator` and `admin` sign in as such, a user's id as that one; `expired` and `banned` say what they are. */
const authenticate: Authenticate = async (token) => {
  if (token === 'expired') throw new Fault('TOKEN_EXPIRED')
  if (token === 'banned') throw new Fault('BANNED')
  if (token === 'broken') throw new Fault('UNAVAILABLE')
  const other = UserId.safeParse(token)
  if (other.success) return { user: other.data, role: 'user', device: someDevice, expiresAt: 0 }
  const role = (['user', 'creator', 'moderator', 'admin'] as const).find((one) => one === token)
  if (role === undefined) throw new Fault('NOT_SIGNED_IN')
  return { user: someUser, role, device: someDevice, expiresAt: 0 }
}

export const as = (role: Role) => ({ authorization: `Bearer ${role}` })

/** A route for tests to spread and change what matters. */
export const thing = {
  method: 'GET',
  path: '/api/v1/thing',
  access: 'public',
  tag: 'test',
  summary: 'A thing',
} as const satisfies Route

export interface Served extends Http {
  /** Every line logged so far, parsed. */
  readonly logged: Record<string, unknown>[]
}

type Given = { readonly settings?: Flags } & Partial<Pick<HttpOptions, 'pages' | 'refusing' | 'webFolder'>>

/** A whole HTTP side over these routes, closed when the test ends. */
export async function serve(routes: readonly BoundRoute[], given: Given = {}): Promise<Served> {
  const http = await openHttp(routes, given)
  onTestFinished(() => http.close())
  return http
}

/** The same, for the caller to close. */
export async function openHttp(
  routes: readonly BoundRoute[],
  { settings = {}, webFolder = '/nowhere', ...options }: Given = {},
): Promise<Served> {
  const config = loadConfig({}, { port: '0', logLevel: 'debug', ...settings })
  const logged: Record<string, unknown>[] = []
  const log = createLog(
    config,
    new Writable({
      write(line, _encoding, done) {
        logged.push(JSON.parse(String(line)))
        done()
      },
    }),
  )
  const cluster = await createCluster({ log, clock: Date.now })
  const http = await createHttp({
    config,
    log,
    metrics: createMetrics(),
    counters: cluster.counters,
    authenticate,
    routes,
    webFolder,
    ...options,
  })
  return {
    ...http,
    logged,
    async close() {
      await http.close()
      await cluster.close()
    },
  }
}
