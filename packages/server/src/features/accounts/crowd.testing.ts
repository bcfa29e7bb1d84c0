import { DeviceId, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import { systemClock } from '../../platform/clock/clock.ts'
import type { Db } from '../../platform/database/database.ts'
import { foldName } from './directory/fold.ts'
import { deriveKeys } from './keys.ts'
import { accessTokens } from './sessions/access.ts'
import { refreshLifetime } from './sessions/rotation.ts'

/** Somebody signed in on one device. */
export interface Person {
  readonly user: UserId
  readonly device: DeviceId
}

/** Makes that many people, each signed in, without a letter or a code: for loads too large to sign in one by one. */
export async function signInCrowd(db: Db, count: number): Promise<Person[]> {
  const now = systemClock()
  const people = Array.from({ length: count }, (_, index) => ({
    user: UserId.parse(crypto.randomUUID()),
    device: DeviceId.parse(crypto.randomUUID()),
    name: `Person ${index + 1}`,
  }))
  const users = people.map((person) => person.user)
  await sql`
    INSERT INTO users (id, email, name, name_folded, role, created_at)
    SELECT id, id || '@crowd.invalid', name, folded, 'user', ${now}
    FROM unnest(${users}::uuid[], ${people.map((person) => person.name)}::text[],
      ${people.map((person) => foldName(person.name))}::text[]) AS person (id, name, folded)`.execute(db)
  await sql`
    INSERT INTO devices (id, user_id, name, address, created_at, used_at, expires_at, generation)
    SELECT id, user_id, 'crowd', '127.0.0.1', ${now}, ${now}, ${now + refreshLifetime}, 0
    FROM unnest(${people.map((person) => person.device)}::uuid[], ${users}::uuid[]) AS device (id, user_id)`.execute(
    db,
  )
  return people.map(({ user, device }) => ({ user, device }))
}

/** Makes access tokens for a node that has this secret; each is good for 15 minutes (A3). */
export function crowdTokens(secret: string): (person: Person) => Promise<string> {
  const tokens = accessTokens({ key: deriveKeys(secret).access, clock: systemClock })
  return async (person) => (await tokens.sign({ ...person, role: 'user' })).accessToken
}
