import { Fault, type UserId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Db } from '../../../platform/database/database.ts'
import { recordSecurityEvent } from '../audit/log.ts'
import { type Random, randomToken } from '../random.ts'
import { lockUser, type User } from '../users.ts'
import type { EndDevice } from './end.ts'
import { hashToken, type OpenSession } from './open.ts'
import { judgeUse, refreshLifetime } from './rotation.ts'
import { refuseUnlessWelcome } from './sessions.ts'
import { deleteDevice, insertToken, lockToken, type StoredToken, touchDevice, useTokens } from './store.ts'

export interface RenewNeeds {
  readonly database: Database
  readonly clock: Clock
  readonly random: Random
  readonly demo: boolean
  readonly endDevice: EndDevice
}

/**
 * Trades a refresh token for its successor. A token used before ends its whole family (A3).
 * Faults: SESSION_ENDED, BANNED.
 */
export async function renew(
  needs: RenewNeeds,
  renewal: { readonly refreshToken: string; readonly address: string },
): Promise<OpenSession & { readonly user: User }> {
  const renewed = await needs.database.transaction(async (tx) => {
    const token = await lockToken(tx, hashToken(renewal.refreshToken))
    if (token === null) return null
    const now = needs.clock()
    const use = judgeUse(token, now)
    if (use === 'lapsed') return null
    if (use === 'reused') {
      await endFamily(needs, tx, { token, now, address: renewal.address })
      return null
    }
    const user = await welcomeUser(tx, token.user, { now, demo: needs.demo })
    const session = await rotate(tx, { token, now, address: renewal.address, random: needs.random })
    return { ...session, user }
  })
  if (renewed === null) throw new Fault('SESSION_ENDED')
  return renewed
}

async function welcomeUser(
  tx: Db,
  id: UserId,
  at: { readonly now: number; readonly demo: boolean },
): Promise<User> {
  const user = await lockUser(tx, id)
  if (user === null) throw new Fault('SESSION_ENDED')
  refuseUnlessWelcome(user, at)
  return user
}

async function rotate(
  tx: Db,
  used: {
    readonly token: StoredToken
    readonly now: number
    readonly address: string
    readonly random: Random
  },
): Promise<OpenSession> {
  const { now, address } = used
  const { device, generation: usedGeneration } = used.token
  const refreshToken = randomToken(used.random)
  const generation = usedGeneration + 1
  const expiresAt = now + refreshLifetime
  await useTokens(tx, { device, generation: usedGeneration, now })
  await insertToken(tx, { hash: hashToken(refreshToken), device, generation, expiresAt })
  await touchDevice(tx, { id: device, address, usedAt: now, expiresAt, generation })
  return { device, refreshToken }
}

async function endFamily(
  needs: RenewNeeds,
  tx: Db,
  reuse: { readonly token: StoredToken; readonly now: number; readonly address: string },
): Promise<void> {
  const { device, user } = reuse.token
  await deleteDevice(tx, { id: device, user })
  await recordSecurityEvent(tx, {
    at: reuse.now,
    kind: 'session.reused',
    actor: null,
    subject: user,
    address: reuse.address,
    details: { device },
  })
  needs.endDevice(tx, { user, device }, 'This session was ended because its token was used twice.')
}
