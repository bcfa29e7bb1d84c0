import { Fault } from '@stoa/contract/http'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/index.ts'
import { serve } from '../http/http.testing.ts'
import { createLog } from '../telemetry/log.ts'
import { version } from '../version.ts'
import { type Check, createOperation } from './operation.ts'

const log = createLog({ logLevel: 'silent', logFormat: 'json' })

function serveOperation(checks: Record<string, Check>, clock = () => 0, spare: Record<string, Check> = {}) {
  return serve(createOperation({ config: loadConfig({}), checks, spare, clock, log }))
}

describe('O3: how the process is', () => {
  test('/health says that it is alive, and for how long', async () => {
    let now = 1000
    const http = await serveOperation({}, () => now)
    now = 3500
    expect((await http.inject('/health')).json()).toEqual({ status: 'ok', version, uptime: 2.5 })
  })

  test('/ready says that what it depends on answers', async () => {
    const http = await serveOperation({ database: async () => undefined, cluster: async () => undefined })
    expect((await http.inject('/ready')).json()).toEqual({
      status: 'ok',
      checks: {
        database: { ok: true, milliseconds: expect.any(Number) },
        cluster: { ok: true, milliseconds: expect.any(Number) },
      },
    })
  })

  test('/ready is 503, naming what does not answer and not why', async () => {
    const http = await serveOperation({
      database: async () => {
        throw new Fault('UNAVAILABLE', 'connection refused by 10.0.0.7')
      },
      cluster: async () => undefined,
    })
    const reply = await http.inject('/ready')
    expect(reply.statusCode).toBe(503)
    expect(reply.headers['retry-after']).toBe('1')
    expect(reply.json()).toMatchObject({
      error: 'UNAVAILABLE',
      details: { checks: { database: { ok: false }, cluster: { ok: true } } },
    })
    expect(reply.body).not.toContain('10.0.0.7')
  })

  test('/ready is 200 and says `degraded` where something it can serve without is away', async () => {
    const away = async () => {
      throw new Fault('UNAVAILABLE')
    }
    const http = await serveOperation({ database: async () => undefined }, () => 0, { cluster: away })
    const reply = await http.inject('/ready')
    expect(reply.statusCode).toBe(200)
    expect(reply.json()).toMatchObject({
      status: 'degraded',
      checks: { database: { ok: true }, cluster: { ok: false } },
    })
  })

  test('/api/v1/about says what the server offers', async () => {
    const http = await serveOperation({})
    const reply = await http.inject('/api/v1/about')
    expect(reply.json()).toEqual({ name: 'Stoa', version, demo: false, mailbox: true })
  })
})
