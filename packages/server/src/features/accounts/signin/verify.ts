import { Fault } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Db } from '../../../platform/database/database.ts'
import { recordSecurityEvent } from '../audit/log.ts'
import type { Keys } from '../keys.ts'
import type { Random } from '../random.ts'
import { type OpenSession, openSession } from '../sessions/open.ts'
import { refuseUnlessWelcome } from '../sessions/sessions.ts'
import type { Standings } from '../sessions/standings.ts'
import { readUserByEmail, type User } from '../users.ts'
import { emailPseudonym, hashCode, sameHash } from './code.ts'
import { enterAccount } from './enter.ts'
import { type SignInLimits, type Tried, tryCode } from './policy.ts'
import { lockSignIn, saveSignIn } from './store.ts'

export interface VerifyNeeds {
  readonly database: Database
  readonly clock: Clock
  readonly random: Random
  readonly keys: Keys
  readonly limits: SignInLimits
  readonly adminEmails: readonly string[]
  readonly demo: boolean
  readonly standings: Standings
}

export interface Verification {
  readonly email: string
  readonly code: string
  readonly named: string | undefined
  readonly userAgent: string
  readonly address: string
}

export type SignedIn = OpenSession & { readonly user: User }

/**
 * Signs in with a code. What a failure changes is committed before it is told, so a try always counts.
 * Faults: WRONG_CODE with `details.triesLeft`, LOCKED with `details.retryAfter` in milliseconds, BANNED.
 */
export async function verifyCode(needs: VerifyNeeds, verification: Verification): Promise<SignedIn> {
  const { email } = verification
  const hash = hashCode(needs.keys.hash, verification)
  const result = await needs.database.transaction(async (tx): Promise<SignedIn | Fault> => {
    const now = needs.clock()
    const matches = (stored: Uint8Array) => sameHash(stored, hash)
    const tried = tryCode(await lockSignIn(tx, email, now), { matches, now }, needs.limits)
    if (tried.outcome === 'locked') {
      return new Fault('LOCKED', undefined, { details: { retryAfter: tried.retryAfter } })
    }
    await saveSignIn(tx, { email, signIn: tried.signIn, now })
    return tried.outcome === 'right' ? signIn(needs, tx, verification) : fail(needs, tx, verification, tried)
  })
  if (result instanceof Fault) throw result
  return result
}

async function signIn(needs: VerifyNeeds, tx: Db, verification: Verification): Promise<SignedIn | Fault> {
  const { clock, random, adminEmails, demo } = needs
  const { email, named, userAgent, address } = verification
  const now = clock()
  const user = await enterAccount(tx, { email, address, now, random, adminEmails })
  needs.database.afterCommit(tx, () => needs.standings.changed({ user: user.id }))
  try {
    refuseUnlessWelcome(user, { now, demo })
  } catch (fault) {
    // The code is used up all the same.
    if (fault instanceof Fault) return fault
    throw fault
  }
  const session = await openSession(tx, { user: user.id, named, userAgent, address, now, random })
  const { device } = session
  await recordSecurityEvent(tx, {
    at: now,
    kind: 'signin',
    actor: user.id,
    subject: user.id,
    address,
    details: { device },
  })
  return { ...session, user }
}

async function fail(
  needs: VerifyNeeds,
  tx: Db,
  verification: Verification,
  tried: Extract<Tried, { outcome: 'wrong' }>,
): Promise<Fault> {
  const { email, address } = verification
  const user = await readUserByEmail(tx, email)
  const event = {
    at: needs.clock(),
    actor: null,
    subject: user?.id ?? null,
    address,
    details: { email: emailPseudonym(needs.keys.hash, email) },
  }
  await recordSecurityEvent(tx, { ...event, kind: 'signin.failed' })
  if (tried.triesLeft === 0) await recordSecurityEvent(tx, { ...event, kind: 'lockout' })
  return new Fault('WRONG_CODE', undefined, { details: { triesLeft: tried.triesLeft } })
}
