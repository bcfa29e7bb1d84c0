import type { Socket } from 'node:net'
import { Fault } from '@stoa/contract/http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** The one place where what was thrown becomes an HTTP answer. A 5xx keeps its cause for the log. */
export function answerFaults(server: FastifyInstance): void {
  server.setErrorHandler(sendFault)
}

export function sendFault(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const fault = faultOf(error)
  if (fault.statusCode >= 500) request.log.error({ err: error }, fault.message)
  else request.log.debug({ fault: fault.code }, fault.message)
  reply.code(fault.statusCode).headers(headersOf(fault)).type('application/json; charset=utf-8')
  reply.serializer(JSON.stringify).send(fault.toBody())
}

/** Any error as a Fault; what is not one of ours is INTERNAL, but for the refusals of the framework. */
function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error
  if (!(error instanceof Error)) return new Fault('INTERNAL', undefined, { cause: error })
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Fault('TOO_LARGE', undefined, { cause: error })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Fault('UNSUPPORTED_TYPE', undefined, { cause: error })
  if (code === 'FST_ERR_HANDLER_TIMEOUT') {
    return new Fault('UNAVAILABLE', 'This took too long.', { cause: error, details: { retryAfter: 1000 } })
  }
  const status = 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 404) return new Fault('NOT_FOUND', undefined, { cause: error })
  if (status >= 400 && status < 500) {
    return new Fault('BAD_REQUEST', readable(code, error.message), { cause: error })
  }
  return new Fault('INTERNAL', undefined, { cause: error })
}

function readable(code: string, message: string): string | undefined {
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY') return 'The body is not valid JSON.'
  return code.startsWith('FST_ERR_') ? message : undefined
}

function headersOf(fault: Fault): Record<string, string> {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (fault.statusCode === 401) headers['www-authenticate'] = 'Bearer'
  const { retryAfter } = fault.details ?? {}
  if (typeof retryAfter === 'number')
    headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfter / 1000)))
  else if (fault.statusCode === 503) headers['retry-after'] = '1'
  return headers
}

/** Answers what is not even HTTP, before there is a request. */
export function answerGarbage(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const fault = new Fault('BAD_REQUEST', 'This is not HTTP as we know it.')
  const body = JSON.stringify(fault.toBody())
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
