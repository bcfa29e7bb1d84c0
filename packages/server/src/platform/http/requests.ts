import type { FastifyInstance } from 'fastify'

/** Noise in every log but one that asks for it. */
const quiet = /^\/(health|ready|metrics|assets\/.*|\*)$/

/** One line for each request once it is answered, by its route and not its address, which may hold what somebody wrote. */
export function logRequests(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const level = quiet.test(route) ? 'debug' : 'info'
    request.log[level](
      {
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        address: request.ip,
        ...(request.caller ? { user: request.caller.user } : {}),
      },
      `${request.method} ${route} ${reply.statusCode}`,
    )
  })
}
