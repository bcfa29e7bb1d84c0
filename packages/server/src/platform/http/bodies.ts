import { type Bytes, Fault } from '@stoa/contract/http'
import type { FastifyInstance } from 'fastify'

/** The most bytes a JSON body may have: as many as a verb's request over the socket. */
export const jsonLimit = 512 * 1024
/** The deepest JSON may nest. No schema needs more; deeper is only ever sent to overflow somebody's stack. */
const deepest = 32

/** JSON is the only text accepted: without `text/plain` no foreign page can post without asking first (CORS). */
export function acceptJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (typeof text !== 'string' || text === '') return done(null, undefined)
    if (isDeep(text))
      return done(new Fault('BAD_REQUEST', `JSON may nest at most ${deepest} levels.`), undefined)
    return parse(request, text, done)
  })
}

/** Raw bytes of the route's content types, and nothing else. */
export function acceptBytes(server: FastifyInstance, { bytes, maxBytes }: Bytes): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    [...bytes],
    { parseAs: 'buffer', bodyLimit: maxBytes },
    (_request, body, done) => {
      done(null, body)
    },
  )
}

/** Takes whatever comes, and leaves it: programs of others name a content type also where a route takes nothing. */
export function ignoreBody(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 64 * 1024 }, (_request, _body, done) => {
    done(null, undefined)
  })
}

function isDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (letter === 0x22) quoted = !quoted
    else if (letter === 0x5c) at += quoted ? 1 : 0
    else if (quoted) continue
    else if (letter === 0x5b || letter === 0x7b) {
      if (++depth > deepest) return true
    } else if (letter === 0x5d || letter === 0x7d) depth--
  }
  return false
}
