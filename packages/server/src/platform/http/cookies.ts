import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../config/index.ts'
import { isSecure } from './origin.ts'

interface Cookie {
  readonly name: string
  /** Null removes it. */
  readonly value: string | null
  readonly path: string
  /** Seconds; the browser's session unless given. */
  readonly maxAge?: number
}

/** Sets or removes a cookie that no script can read and no foreign page's request carries. */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  config: Pick<Config, 'publicUrl'>,
  { name, value, path, maxAge }: Cookie,
): void {
  const options = { path, httpOnly: true, sameSite: 'lax', secure: isSecure(request, config) } as const
  if (value === null) reply.clearCookie(name, options)
  else reply.setCookie(name, value, maxAge === undefined ? options : { ...options, maxAge })
}
