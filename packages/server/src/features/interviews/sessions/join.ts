import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { SessionRole } from '@stoa/contract/interviews'
import type { Db } from '../../../platform/database/database.ts'
import type { Accounts } from '../../accounts/index.ts'
import type { Needs } from '../needs.ts'
import { noneGivenUp } from './codes.ts'
import { roomRole } from './standing.ts'
import {
  lockSession,
  readGivenUp,
  readParticipant,
  readParticipants,
  type StoredSession,
  writeParticipant,
} from './store.ts'

type JoinNeeds = Pick<Needs, 'database' | 'rooms' | 'accounts' | 'clock' | 'codes' | 'participants'>
type GuestSignedIn = Awaited<ReturnType<Accounts['guests']['admit']>>

export interface Joining {
  readonly session: RoomId
  readonly code: string
  /** Null for somebody who is not signed in, who then needs a name. */
  readonly user: UserId | null
  readonly name: string | undefined
  readonly userAgent: string
  readonly address: string
}

/**
 * Lets somebody in by a link. Whoever is in already stays as they are.
 * Faults: NOT_FOUND for a code that is none, GONE once the interview has ended, NOT_ALLOWED for whoever was removed and where it
 * is full, BAD_REQUEST without a name.
 */
export async function joinSession(
  needs: JoinNeeds,
  joining: Joining,
): Promise<{ readonly user: UserId; readonly signedIn: GuestSignedIn | null }> {
  const { database, accounts } = needs
  // Nobody without a code of it gets to hold a session.
  await requireRole(needs, database.db, joining)
  return await database.transaction(async (tx) => {
    const session = await lockSession(tx, joining.session)
    if (session === null) throw new Fault('NOT_FOUND')
    const role = await requireRole(needs, tx, joining)
    const { user } = joining
    const known = user === null ? null : await readParticipant(tx, session.id, user)
    // Whoever is in it may still read it when it has ended.
    if (user !== null && known?.leftAt === null) return { user, signedIn: null }
    if (session.endedAt !== null) throw new Fault('GONE', 'This interview has ended.')
    if (known?.removed) throw new Fault('NOT_ALLOWED', 'You were removed from this interview.')
    await requireSpace(needs, tx, session.id)
    const signedIn = user === null ? await accounts.guests.admit(tx, named(joining)) : null
    const comer = signedIn?.user.id ?? user
    if (comer === null) throw new Error('nobody came')
    await letIn(needs, tx, { session, user: comer, role })
    return { user: comer, signedIn }
  })
}

/** As what a code lets in now: once somebody was removed, the one they came by does so no more. */
async function requireRole({ codes }: JoinNeeds, db: Db, { session, code }: Joining): Promise<SessionRole> {
  const givenUp = await readGivenUp(db, [session])
  const role = codes.roleOf(session, code, givenUp.get(session) ?? noneGivenUp)
  if (role === null) throw new Fault('NOT_FOUND')
  return role
}

function named({ name, userAgent, address }: Joining) {
  if (name === undefined) throw new Fault('BAD_REQUEST', 'Whoever is not signed in needs a `name`.')
  return { name, userAgent, address }
}

async function requireSpace({ participants }: JoinNeeds, tx: Db, session: RoomId): Promise<void> {
  if ((await readParticipants(tx, [session])).length < participants) return
  throw new Fault('NOT_ALLOWED', `This interview is full: it has room for ${participants}.`, {
    details: { limit: participants },
  })
}

async function letIn(
  { rooms, clock }: JoinNeeds,
  tx: Db,
  coming: { readonly session: StoredSession; readonly user: UserId; readonly role: SessionRole },
): Promise<void> {
  const { session, user, role } = coming
  await writeParticipant(tx, { session: session.id, user, role, joinedAt: clock() })
  const users = [user]
  await rooms.addMembers(tx, { room: session.id, by: user, users, role: roomRole(role, session) })
  if (role === 'interviewer')
    await rooms.addMembers(tx, { room: session.staffRoom, by: user, users, role: 'owner' })
}
