import { Fault, UserId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Db } from '../../../platform/database/database.ts'
import { recordSecurityEvent } from '../audit/log.ts'
import { type Random, randomId } from '../random.ts'
import { openSession } from '../sessions/open.ts'
import { refuseUnlessWelcome } from '../sessions/sessions.ts'
import type { SignedIn } from '../signin/verify.ts'
import { insertUser, readDemoUsers, readUser, type User } from '../users.ts'
import { demoPeople } from './people.ts'

interface DemoNeeds {
  readonly database: Database
  readonly clock: Clock
  readonly random: Random
  readonly demo: boolean
}

/**
 * Makes the demo accounts that are not there yet, on any number of nodes at once. Gives the demo's people in a fixed order;
 * none where the demo is off.
 */
export async function seedDemo(needs: DemoNeeds): Promise<UserId[]> {
  if (!needs.demo) return []
  await needs.database.transaction(async (tx) => {
    for (const person of demoPeople) await insertUser(tx, demoUser(person, needs))
  })
  const users = await readDemoUsers(needs.database.db)
  const ids = new Map<string | null, UserId>(users.map((user) => [user.email, user.id]))
  return demoPeople.flatMap(({ email }) => ids.get(email) ?? [])
}

function demoUser(person: (typeof demoPeople)[number], needs: DemoNeeds): User {
  return {
    ...person,
    id: UserId.parse(randomId(needs.random)),
    picture: null,
    timeZone: 'UTC',
    birthDate: null,
    demo: true,
    bannedUntil: null,
    createdAt: needs.clock(),
  }
}

export async function demoUsers(needs: DemoNeeds, db: Db): Promise<User[]> {
  return needs.demo ? readDemoUsers(db) : []
}

/** Signs in as a demo account. Faults: NOT_FOUND for any other account, and where the demo is off. */
export async function enterDemo(
  needs: DemoNeeds,
  entering: {
    readonly user: UserId
    readonly named: string | undefined
    readonly userAgent: string
    readonly address: string
  },
): Promise<SignedIn> {
  const { random, demo } = needs
  if (!demo) throw new Fault('NOT_FOUND')
  const { named, userAgent, address } = entering
  return needs.database.transaction(async (tx) => {
    const user = await readUser(tx, entering.user)
    if (user === null || !user.demo) throw new Fault('NOT_FOUND')
    const now = needs.clock()
    refuseUnlessWelcome(user, { now, demo })
    const session = await openSession(tx, { user: user.id, named, userAgent, address, now, random })
    const { device } = session
    await recordSecurityEvent(tx, {
      at: now,
      kind: 'signin',
      actor: user.id,
      subject: user.id,
      address,
      details: { device, demo: true },
    })
    return { ...session, user }
  })
}
