import type { Session } from '@stoa/contract/accounts'

/** An access token and when to stop trusting it, by our own clock. */
export interface Access {
  readonly token: string
  readonly user: string
  readonly renewAt: number
  readonly until: number
}

/** Renewed this long before it expires. */
const ahead = 60_000
/** Taken to live at least this long, however wrong our clock is: else a clock that is fast would renew without end. */
const least = 30_000

export function accessOf(session: Session, now: number): Access {
  const until = Math.max(session.expiresAt, now + least)
  const lifetime = until - now
  return {
    token: session.accessToken,
    user: session.user.id,
    until,
    renewAt: until - Math.min(ahead, lifetime / 2),
  }
}
