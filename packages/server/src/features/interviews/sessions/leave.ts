import { Fault, type UserId } from '@stoa/contract/http'
import type { Needs } from '../needs.ts'
import { type Asked, holdSession } from './standing.ts'
import { markLeft, readParticipant } from './store.ts'

/**
 * Removes somebody, who is not let in again, or oneself, who may come back. Faults: NOT_FOUND, NOT_ALLOWED for who is no
 * interviewer, and for the owner, without whom nobody could delete it.
 */
export async function removeParticipant(
  { database, rooms, clock }: Pick<Needs, 'database' | 'rooms' | 'clock'>,
  asked: Asked & { readonly user: UserId },
): Promise<void> {
  const { by, user } = asked
  await database.transaction(async (tx) => {
    const { session, asker } = await holdSession(tx, asked)
    if (user !== by && asker.role !== 'interviewer')
      throw new Fault('NOT_ALLOWED', 'Only interviewers may remove somebody.')
    const leaving = await readParticipant(tx, session.id, user)
    if (leaving === null || leaving.leftAt !== null)
      throw new Fault('NOT_FOUND', 'They are not in this interview.')
    if (user === session.owner)
      throw new Fault('NOT_ALLOWED', 'Its owner cannot leave it, but end or delete it.')
    await rooms.removeMember(tx, { room: session.id, by, user })
    if (leaving.role === 'interviewer') await rooms.removeMember(tx, { room: session.staffRoom, by, user })
    await markLeft(tx, { session: session.id, user, at: clock(), removed: user !== by })
  })
}
