import { Fault } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Cluster } from '../../../platform/cluster/cluster.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Authenticate } from '../../../platform/http/handler.ts'
import { deriveKeys } from '../keys.ts'
import { type AccessTokens, accessTokens } from './access.ts'
import { createStandings, type Standings } from './standings.ts'

/**
 * Who is signed in. Apart from the rest of accounts because the kernel needs it to let people in, and accounts need the
 * kernel to put them out.
 */
export interface Sessions {
  readonly authenticate: Authenticate
  readonly access: AccessTokens
  readonly standings: Standings
}

export function createSessions(needs: {
  readonly database: Database
  readonly cluster: Pick<Cluster, 'bus' | 'connected' | 'onReconnect'>
  readonly clock: Clock
  readonly config: { readonly secret: string; readonly demo: boolean }
}): Sessions {
  const { clock, config } = needs
  const access = accessTokens({ key: deriveKeys(config.secret).access, clock })
  const standings = createStandings(needs)
  return {
    access,
    standings,
    async authenticate(token) {
      const { user, device, expiresAt } = await access.verify(token)
      const standing = await standings.of(device)
      if (standing === null || standing.user !== user) throw new Fault('SESSION_ENDED')
      refuseUnlessWelcome(standing, { now: clock(), demo: config.demo })
      return { user, role: standing.role, device, expiresAt }
    },
  }
}

/** Faults: BANNED, with `details.until`; SESSION_ENDED for a demo account where the demo is off. */
export function refuseUnlessWelcome(
  user: { readonly demo: boolean; readonly bannedUntil: number | null },
  at: { readonly now: number; readonly demo: boolean },
): void {
  if (user.bannedUntil !== null && user.bannedUntil > at.now) {
    throw new Fault('BANNED', undefined, { details: { until: user.bannedUntil } })
  }
  if (user.demo && !at.demo) throw new Fault('SESSION_ENDED')
}
