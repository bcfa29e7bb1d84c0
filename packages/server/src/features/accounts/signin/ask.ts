import { Fault } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Jobs } from '../../../platform/jobs/jobs.ts'
import { isDemoEmail } from '../demo/people.ts'
import type { Keys } from '../keys.ts'
import { type Random, randomCode } from '../random.ts'
import { seal } from '../seal.ts'
import { hashCode } from './code.ts'
import type { SendCode } from './job.ts'
import { requestCode, type SignInLimits } from './policy.ts'
import { lockSignIn, saveSignIn } from './store.ts'

export interface AskNeeds {
  readonly database: Database
  readonly jobs: Jobs
  readonly clock: Clock
  readonly random: Random
  readonly keys: Keys
  readonly limits: SignInLimits
  readonly sendCode: SendCode
}

/**
 * Sends a code to an address. Never looks at accounts, so neither its answer nor its time tells whether there is one
 * (A1). Faults: LOCKED and TOO_MANY, with `details.retryAfter` in milliseconds.
 */
export async function askForCode(needs: AskNeeds, email: string): Promise<{ expiresIn: number }> {
  const { keys, random, limits } = needs
  const code = randomCode(random)
  const hash = hashCode(keys.hash, { email, code })
  await needs.database.transaction(async (tx) => {
    const now = needs.clock()
    const asked = requestCode(await lockSignIn(tx, email, now), { hash, now }, limits)
    if (asked.outcome !== 'granted') throw refusal(asked.outcome, asked.retryAfter)
    await saveSignIn(tx, { email, signIn: asked.signIn, now })
    if (isDemoEmail(email)) return
    const sealed = seal(keys.seal, JSON.stringify({ email, code }), random)
    await needs.jobs.enqueue(tx, needs.sendCode, { sealed, expiresAt: now + limits.codeMilliseconds })
  })
  return { expiresIn: limits.codeMilliseconds / 1000 }
}

function refusal(outcome: 'locked' | 'too-many', retryAfter: number): Fault {
  const details = { retryAfter }
  return outcome === 'locked'
    ? new Fault('LOCKED', undefined, { details })
    : new Fault('TOO_MANY', 'A code was sent to this address lately. Wait before asking again.', { details })
}
