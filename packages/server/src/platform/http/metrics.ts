import { hash, timingSafeEqual } from 'node:crypto'
import { Fault } from '@stoa/contract/http'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../../config/index.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { bearerOf } from './access.ts'
import { isLocal } from './local.ts'

/** Times every request, and serves what was measured as `/metrics` to whoever may read it (O3). */
export function serveMetrics(
  server: FastifyInstance,
  metrics: Metrics,
  config: Pick<Config, 'metricsToken'>,
): void {
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const labels = { method: request.method, route, status: String(reply.statusCode) }
    metrics.httpDuration.observe(labels, reply.elapsedTime / 1000)
  })
  server.get('/metrics', async (request, reply) => {
    const { metricsToken } = config
    const allowed = metricsToken === undefined ? isLocal(request) : isSame(bearerOf(request), metricsToken)
    if (!allowed) throw new Fault('NOT_FOUND')
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

/** In a time that tells nothing about how much of it is right. */
function isSame(given: string | null, wanted: string): boolean {
  return given !== null && timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', wanted, 'buffer'))
}
