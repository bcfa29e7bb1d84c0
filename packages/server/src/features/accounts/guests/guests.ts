import { Fault, UserId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Db } from '../../../platform/database/database.ts'
import type { Rooms } from '../../../rooms/rooms.ts'
import { recordSecurityEvent } from '../audit/log.ts'
import { type Random, randomId } from '../random.ts'
import { openSession } from '../sessions/open.ts'
import type { Standings } from '../sessions/standings.ts'
import type { SignedIn } from '../signin/verify.ts'
import { oneLine } from '../text.ts'
import { deleteGuests, insertUser, type User } from '../users.ts'

/** People who come in by a link with a name and no account. Which rooms they see is for whoever let them in to decide. */
export interface Guests {
  /** Makes a guest and signs their device in, in the caller's transaction. Faults: BAD_REQUEST for a name nobody can see. */
  admit(
    tx: Db,
    guest: { readonly name: string; readonly userAgent: string; readonly address: string },
  ): Promise<SignedIn>
  /** Deletes those of these accounts that are guests; once `tx` has committed, their devices are out on every node. */
  erase(tx: Db, erased: { readonly users: readonly UserId[]; readonly by: UserId }): Promise<void>
}

export interface GuestNeeds {
  readonly database: Database
  readonly clock: Clock
  readonly random: Random
  readonly standings: Standings
  readonly rooms: Pick<Rooms, 'disconnect'>
}

export function createGuests(needs: GuestNeeds): Guests {
  const { database, clock, random, standings, rooms } = needs
  return {
    async admit(tx, { name, userAgent, address }) {
      const now = clock()
      const user = guest({ name, now, random })
      await insertUser(tx, user)
      const session = await openSession(tx, {
        ...{ user: user.id, named: undefined, userAgent, address, now, random },
      })
      await recordSecurityEvent(tx, {
        at: now,
        kind: 'signin',
        actor: user.id,
        subject: user.id,
        address,
        details: { device: session.device, guest: true },
      })
      return { ...session, user }
    },
    async erase(tx, { users, by }) {
      const erased = await deleteGuests(tx, users)
      const event = {
        at: clock(),
        kind: 'account.erased',
        actor: by,
        address: null,
        details: { guest: true },
      } as const
      for (const subject of erased) await recordSecurityEvent(tx, { ...event, subject })
      database.afterCommit(tx, () => {
        for (const user of erased) {
          standings.changed({ user })
          rooms.disconnect(
            { user },
            { kind: 'session_ended', message: 'What you were a guest of was deleted.' },
          )
        }
      })
    },
  }
}

function guest(made: { readonly name: string; readonly now: number; readonly random: Random }): User {
  const name = oneLine(made.name)
  if (name === '') throw new Fault('BAD_REQUEST', 'The name must have something to see.')
  return {
    ...{
      id: UserId.parse(randomId(made.random)),
      email: null,
      name,
      about: '',
      picture: null,
      role: 'guest',
    },
    ...{ timeZone: 'UTC', language: 'en', birthDate: null, demo: false, bannedUntil: null },
    createdAt: made.now,
  }
}
