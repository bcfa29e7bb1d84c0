import underPressure from '@fastify/under-pressure'
import { Fault } from '@stoa/contract/http'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../../config/index.ts'

/** What tells an operator how we are is answered however we are. */
const always = new Set(['/health', '/ready', '/metrics'])

/** Refuses early what would only wait, once the event loop is late (O4). `sampleEvery` is in milliseconds. */
export async function refuseOverload(
  server: FastifyInstance,
  config: Pick<Config, 'overloadMilliseconds'>,
  sampleEvery = 1000,
): Promise<void> {
  await server.register(underPressure, {
    maxEventLoopDelay: config.overloadMilliseconds,
    sampleInterval: sampleEvery,
    pressureHandler: async (request) => {
      if (always.has(request.routeOptions.url ?? '')) return
      throw new Fault('UNAVAILABLE', 'The server is overloaded. Try again shortly.', {
        details: { retryAfter: 2 * sampleEvery },
      })
    },
  })
}

/** While the server stops, what still arrives on open connections is sent away to come back elsewhere (O2). */
export function refuseWhileStopping(server: FastifyInstance, isStopping: () => boolean): void {
  server.addHook('onRequest', async (request, reply) => {
    if (!isStopping() || always.has(request.routeOptions.url ?? '')) return
    reply.header('connection', 'close')
    throw new Fault('UNAVAILABLE', 'The server is stopping. Connect again.', {
      details: { retryAfter: 1000 },
    })
  })
}
