import type { Role } from '@stoa/contract/accounts'
import { type Access, Fault } from '@stoa/contract/http'
import type { FastifyRequest } from 'fastify'
import type { Authenticate, Caller } from './handler.ts'

/** What each role may call (A7). A creator is a user with more to offer, not a step on the way to moderator. */
const includes: Readonly<Record<Role, readonly Access[]>> = {
  guest: ['public', 'guest'],
  user: ['public', 'guest', 'user'],
  creator: ['public', 'guest', 'user', 'creator'],
  moderator: ['public', 'guest', 'user', 'moderator'],
  admin: ['public', 'guest', 'user', 'moderator', 'admin'],
}

/** The caller of a request to a route of this access. Null only where the route is public. */
export async function admit(
  request: FastifyRequest,
  access: Access,
  authenticate: Authenticate,
): Promise<Caller | null> {
  const token = bearerOf(request)
  if (access === 'public') return token === null ? null : knownOrNull(token, authenticate)
  if (token === null) throw new Fault('NOT_SIGNED_IN')
  const caller = await authenticate(token)
  if (!includes[caller.role].includes(access)) throw new Fault('NOT_ALLOWED')
  return caller
}

export function bearerOf(request: FastifyRequest): string | null {
  return /^bearer +([^\s]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** Where anybody may call, a token that does not count is the same as none. */
async function knownOrNull(token: string, authenticate: Authenticate): Promise<Caller | null> {
  try {
    return await authenticate(token)
  } catch (error) {
    if (error instanceof Fault && error.statusCode < 500) return null
    throw error
  }
}
