import type { Session } from '@stoa/contract/accounts'
import type { Route } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import type { Call } from '../../../platform/http/handler.ts'
import type { Rooms } from '../../../rooms/rooms.ts'
import { toMe } from '../profile.ts'
import type { SignedIn } from '../signin/verify.ts'
import type { AccessTokens } from './access.ts'
import { refreshLifetime } from './rotation.ts'

/** Only the routes that need the refresh token are sent it. */
const cookie = { name: 'stoa_refresh', path: '/api/v1/session' }

type Cookies = Pick<Call<Route>, 'origin' | 'setCookie'>

export function refreshCookie(call: Pick<Cookies, 'origin'>): string | undefined {
  return call.origin.cookie(cookie.name)
}

export function clearRefreshCookie(call: Pick<Cookies, 'setCookie'>): void {
  call.setCookie(cookie.name, null, { path: cookie.path })
}

/** Answers a sign-in. Call it once the sign-in is committed. */
export type ReplySession = (
  call: Pick<Cookies, 'setCookie'>,
  signedIn: SignedIn & { readonly tokens: 'cookie' | 'body' },
) => Promise<Session>

/** What signing in and renewing answer. The refresh token goes into the reply or into a cookie, never both. */
export async function replySession(
  needs: { readonly db: Db; readonly rooms: Pick<Rooms, 'lastSeen'>; readonly access: AccessTokens },
  call: Pick<Cookies, 'setCookie'>,
  signedIn: SignedIn & { readonly tokens: 'cookie' | 'body' },
): Promise<Session> {
  const { user, device, refreshToken, tokens } = signedIn
  const access = await needs.access.sign({ user: user.id, device, role: user.role })
  const session = { ...access, device, user: await toMe(needs.db, needs.rooms, user) }
  if (tokens === 'body') return { ...session, refreshToken }
  call.setCookie(cookie.name, refreshToken, { path: cookie.path, maxAge: refreshLifetime / 1000 })
  return session
}
