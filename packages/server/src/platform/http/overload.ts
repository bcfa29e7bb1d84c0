import { Fault } from '@stoa/contract/http'
import type { FastifyInstance } from 'fastify'

/** What tells an operator how we are is answered however we are. */
const always = new Set(['/health', '/ready', '/metrics'])

/** Why new work is refused right now; null where it is not. */
export type Refusing = () => 'overloaded' | 'stopping' | null

const reasons = {
  overloaded: { message: 'The server is overloaded. Try again shortly.', retryAfter: 2000 },
  stopping: { message: 'The server is stopping. Connect again.', retryAfter: 1000 },
}

/** Refuses early what would only wait (O4), and sends away what arrives while the process stops (O2). */
export function refuseWork(server: FastifyInstance, refusing: Refusing): void {
  server.addHook('onRequest', async (request, reply) => {
    const why = refusing()
    if (why === null || always.has(request.routeOptions.url ?? '')) return
    const { message, retryAfter } = reasons[why]
    // A balancer that is told to go elsewhere must not come back by the same connection.
    reply.header('connection', 'close')
    throw new Fault('UNAVAILABLE', message, { details: { retryAfter } })
  })
}
