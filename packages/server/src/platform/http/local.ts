import type { FastifyRequest } from 'fastify'

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/**
 * Does this come from a person at this machine? A proxy on the same machine does not count, and neither does a foreign page
 * whose name was made to point here (DNS rebinding).
 */
export function isLocal(request: FastifyRequest): boolean {
  return (
    loopback.test(request.socket.remoteAddress ?? '') &&
    loopbackNames.has((request.headers.host ?? '').replace(/:\d+$/, '')) &&
    proxyHeaders.every((name) => request.headers[name] === undefined)
  )
}
