import { createHmac } from 'node:crypto'
import type { getIceServers } from '@stoa/contract/calls'
import type { Instant, RouteResult, UserId } from '@stoa/contract/http'
import type { CallConfig } from './needs.ts'

/** How long TURN credentials are good for. A relay refuses to go on with older ones, so longer than calls last. */
const seconds = 12 * 3_600

/**
 * Where a browser finds a way to the other one. TURN credentials are coturn's REST API: `expiry:user`, signed with the shared secret.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00
 */
export function iceServersFor(
  { stunUrls, turnUrls, turnSecret }: Pick<CallConfig, 'stunUrls' | 'turnUrls' | 'turnSecret'>,
  { user, now }: { readonly user: UserId; readonly now: Instant },
): RouteResult<typeof getIceServers> {
  const stun = stunUrls.length === 0 ? [] : [{ urls: [...stunUrls] }]
  if (turnUrls.length === 0 || turnSecret === undefined)
    return { iceServers: stun, relay: false, expiresAt: null }
  const expiry = Math.floor(now / 1000) + seconds
  const username = `${expiry}:${user}`
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64')
  return {
    iceServers: [...stun, { urls: [...turnUrls], username, credential }],
    relay: true,
    expiresAt: expiry * 1000,
  }
}
