import { isBytes } from '@stoa/contract/http'
import type { FastifyInstance } from 'fastify'
import type { BoundRoute } from './handler.ts'

/** Cookies never come along where any origin may call, so nobody's session can be used from a page that is not ours. */
const anyOrigin = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
/** What a page of another origin may read besides the body. */
const readable = 'location, etag, link, retry-after, accept-patch, x-request-id'

/** Lets pages of other origins read what the routes of this scope answer, refusals too. */
export function allowForeign(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers({ ...anyOrigin, 'access-control-expose-headers': readable })
  })
}

/** Answers OPTIONS for the routes that pages of other origins may call: may they, and which types are taken (RFC 9725, 4.1). */
export function answerPreflights(server: FastifyInstance, routes: readonly BoundRoute[]): void {
  const byPath = Map.groupBy(
    routes.filter(({ foreign }) => foreign),
    ({ route }) => route.path,
  )
  for (const [path, bound] of byPath) {
    const methods = [...bound.map(({ route }) => route.method), 'OPTIONS'].join(', ')
    const accepted = bound.flatMap(({ route: { method, body } }) =>
      body !== undefined && isBytes(body) ? [[`accept-${method.toLowerCase()}`, body.bytes.join(', ')]] : [],
    )
    server.options(path, async (_request, reply) =>
      reply
        .code(200)
        .headers({
          ...anyOrigin,
          allow: methods,
          'access-control-allow-methods': methods,
          'access-control-allow-headers': 'authorization, content-type, if-match',
          'access-control-max-age': '86400',
          ...Object.fromEntries(accepted),
        })
        .send(),
    )
  }
}
