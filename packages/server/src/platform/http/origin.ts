import { Fault } from '@stoa/contract/http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../../config/index.ts'
import type { Origin } from './handler.ts'

export function originOf(request: FastifyRequest, config: Pick<Config, 'publicUrl'>): Origin {
  return {
    address: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 500),
    requestId: request.id,
    secure: isSecure(request, config),
    cookie: (name) => request.cookies[name],
    header: (name) => headerOf(request, name),
  }
}

/** One that was sent several times is none that anybody relies on. */
function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** A server whose public address is https is reached by https, whether or not its proxy says so. */
export function isSecure(request: FastifyRequest, config: Pick<Config, 'publicUrl'>): boolean {
  return request.protocol === 'https' || config.publicUrl?.startsWith('https:') === true
}

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses what a foreign page makes a browser send with our cookies (CSRF). */
export function refuseForeign(server: FastifyInstance, config: Pick<Config, 'publicUrl'>): void {
  server.addHook('onRequest', async (request) => {
    if (harmless.has(request.method) || request.headers.cookie === undefined) return
    if (isForeign(request, config)) {
      throw new Fault('NOT_ALLOWED', 'Requests with cookies are accepted from our own pages only.')
    }
  })
}

function isForeign(request: FastifyRequest, config: Pick<Config, 'publicUrl'>): boolean {
  const { origin } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'cross-site'
  return origin !== config.publicUrl && URL.parse(origin)?.host !== request.host
}
