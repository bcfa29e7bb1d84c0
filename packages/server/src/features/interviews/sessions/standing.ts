import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { SessionRole } from '@stoa/contract/interviews'
import type { MemberRole } from '@stoa/contract/rooms'
import type { Db } from '../../../platform/database/database.ts'
import { lockSession, readParticipant, type StoredParticipant, type StoredSession } from './store.ts'

/** Who asks, and about which session. */
export interface Asked {
  readonly by: UserId
  readonly session: RoomId
}

/** A session, held until `tx` ends, and who asks as they are in it. Faults: NOT_FOUND for whoever is not in it. */
export async function holdSession(
  tx: Db,
  { by, session: id }: Asked,
): Promise<{ readonly session: StoredSession; readonly asker: StoredParticipant }> {
  const session = await lockSession(tx, id)
  const asker = session === null ? null : await readParticipant(tx, id, by)
  if (session === null || asker === null || asker.leftAt !== null) throw new Fault('NOT_FOUND')
  return { session, asker }
}

/** The same for interviewers alone. Faults: NOT_FOUND, NOT_ALLOWED. */
export async function holdAsInterviewer(tx: Db, asked: Asked): Promise<StoredSession> {
  const { session, asker } = await holdSession(tx, asked)
  if (asker.role !== 'interviewer') throw new Fault('NOT_ALLOWED', 'Only interviewers may do this.')
  return session
}

/** What somebody is in the session's room: interviewers run it, and whoever may not write now reads. */
export function roomRole(role: SessionRole, { locked }: Pick<StoredSession, 'locked'>): MemberRole {
  if (role === 'interviewer') return 'owner'
  return role === 'candidate' && !locked ? 'member' : 'reader'
}
