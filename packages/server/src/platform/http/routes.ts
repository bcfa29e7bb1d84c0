import { Fault, isBytes, type Route } from '@stoa/contract/http'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import type { Config } from '../../config/index.ts'
import type { Counters } from '../cluster/cluster.ts'
import { admit } from './access.ts'
import { acceptBytes, ignoreBody } from './bodies.ts'
import { setCookie } from './cookies.ts'
import { allowForeign, answerPreflights } from './foreign.ts'
import type { Authenticate, BoundRoute, Call, Caller, RawReply } from './handler.ts'
import { countCall, type Limit, limitOf, neighbourhood, sharedLimit } from './limits.ts'
import { originOf } from './origin.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling, once the route has let them in. */
    caller: Caller | null
  }
}

interface Gate {
  readonly config: Pick<Config, 'publicUrl' | 'rateLimitScale'>
  readonly counters: Counters
  readonly authenticate: Authenticate
}

/** Binds every route: its limits and access before its body is read, its schemas before its handler, its reply after. */
export async function bindRoutes(
  server: FastifyInstance,
  routes: readonly BoundRoute[],
  gate: Gate,
): Promise<void> {
  server.decorateRequest('caller', null)
  answerPreflights(server, routes)
  for (const bound of routes) {
    await server.register(async (scope) => {
      const { body } = bound.route
      if (bound.foreign) allowForeign(scope)
      if (body !== undefined && isBytes(body)) acceptBytes(scope, body)
      else if (bound.foreign && body === undefined) ignoreBody(scope)
      scope.route({
        method: bound.route.method,
        url: bound.route.path,
        schema: schemasOf(bound.route),
        onRequest: (request) => enter(request, bound.route, gate),
        handler: (request, reply) => answer(request, reply, bound, gate),
      })
    })
  }
}

function schemasOf({ params, query, body, reply, status = 200 }: Route): FastifySchema {
  return {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined || isBytes(body) ? {} : { body }),
    ...(reply === undefined ? {} : { response: { [status]: reply } }),
  }
}

/**
 * By user, and by address before the token is looked at: strictly where anybody may call, with room for many people where
 * only signed-in ones may. Whoever is not let in there, as when guessing tokens, is again counted strictly.
 */
async function enter(request: FastifyRequest, route: Route, gate: Gate): Promise<void> {
  const limit = limitOf(route, gate.config.rateLimitScale)
  const address = neighbourhood(request.ip)
  const count = (who: string, most: Limit) => countCall(gate.counters, route, who, most)
  await count(`address:${address}`, route.access === 'public' ? limit : sharedLimit(limit))
  try {
    request.caller = await admit(request, route.access, gate.authenticate)
  } catch (error) {
    if (error instanceof Fault && error.statusCode < 500) await count(`refused:${address}`, limit)
    throw error
  }
  if (request.caller !== null) await count(`user:${request.caller.user}`, limit)
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, handle, raw }: BoundRoute,
  { config }: Gate,
): Promise<FastifyReply> {
  const result: unknown = await handle(callOf(request, reply, route, config))
  if (raw) {
    const { contentType, bytes, cache, status = route.status ?? 200, headers = {} } = result as RawReply
    reply.code(status).header('cache-control', cache).headers(headers)
    return contentType === null ? reply.send() : reply.type(contentType).send(bytes)
  }
  if (route.reply === undefined) return reply.code(204).send()
  if (result === undefined) throw new Error(`${route.method} ${route.path} gave no reply`)
  return reply.code(route.status ?? 200).send(result)
}

function callOf(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  config: Gate['config'],
): Call<Route> {
  const { body } = route
  if (
    body !== undefined &&
    isBytes(body) &&
    !(request.body instanceof Uint8Array && request.body.length > 0)
  ) {
    throw new Fault('BAD_REQUEST', `Send the bytes as the body, as ${body.bytes.join(' or ')}.`)
  }
  // The validator has put what the route's own schemas gave in place of what came.
  const parts = { params: request.params, query: request.query, body: request.body } as Pick<
    Call<Route>,
    'params' | 'query' | 'body'
  >
  return {
    ...parts,
    // `enter` has refused the null that a route for signed-in callers may not get.
    caller: request.caller as Caller,
    origin: originOf(request, config),
    setCookie: (name, value, options) => setCookie(request, reply, config, { name, value, ...options }),
  }
}
