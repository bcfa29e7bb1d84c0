import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** Gives good API reads an ETag and answers 304 where the reader has it already (O9). Nobody else may keep them. */
export function tagReads(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || reply.statusCode !== 200) {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      return payload
    }
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache')
    if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) return payload
    const tag = `W/"${hash('sha1', payload, 'base64url')}"`
    reply.header('etag', tag)
    if (!holds(request.headers['if-none-match'], tag)) return payload
    reply.code(304).removeHeader('content-type')
    return ''
  })
}

function holds(held: string | undefined, tag: string): boolean {
  return held?.split(',').some((one) => one.trim() === tag || one.trim() === '*') ?? false
}
