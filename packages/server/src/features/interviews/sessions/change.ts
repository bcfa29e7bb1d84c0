import { Fault } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import type { Needs } from '../needs.ts'
import { type Asked, holdAsInterviewer, roomRole } from './standing.ts'
import { readParticipants, type StoredSession, updateSession } from './store.ts'

type ChangeNeeds = Pick<Needs, 'database' | 'rooms' | 'clock'>

/** Faults: NOT_FOUND, NOT_ALLOWED, GONE once it has ended. */
export async function changeSession(
  needs: ChangeNeeds,
  asked: Asked & { readonly title: string | undefined; readonly locked: boolean | undefined },
): Promise<void> {
  await needs.database.transaction(async (tx) => {
    const session = await holdAsInterviewer(tx, asked)
    if (session.endedAt !== null) throw new Fault('GONE', 'This interview has ended.')
    const { title = session.title, locked = session.locked } = asked
    if (title !== session.title) await rename(needs, tx, { session, title, by: asked.by })
    await updateSession(tx, { ...session, title, locked })
    if (locked !== session.locked) await giveRoles(needs, tx, { ...session, locked }, asked.by)
  })
}

async function rename(
  { rooms }: ChangeNeeds,
  tx: Db,
  {
    session,
    title,
    by,
  }: { readonly session: StoredSession; readonly title: string; readonly by: Asked['by'] },
): Promise<void> {
  await rooms.change(tx, { room: session.id, by, name: title })
  await rooms.change(tx, { room: session.staffRoom, by, name: title })
}

/** Lets candidates write or only read. Where there are none, the room still hears of it. */
async function giveRoles(
  { rooms }: ChangeNeeds,
  tx: Db,
  session: StoredSession,
  by: Asked['by'],
): Promise<void> {
  const room = session.id
  const candidates = (await readParticipants(tx, [room])).filter(({ role }) => role === 'candidate')
  for (const { user, role } of candidates)
    await rooms.setMemberRole(tx, { room, by, user, role: roomRole(role, session) })
  if (candidates.length === 0) await rooms.change(tx, { room, by })
}

/** Ends it; what has ended stays so. The staff's room stays open: scores are written afterwards. Faults: NOT_FOUND, NOT_ALLOWED. */
export async function endSession(needs: ChangeNeeds, asked: Asked): Promise<void> {
  await needs.database.transaction(async (tx) => {
    const session = await holdAsInterviewer(tx, asked)
    await close(needs, tx, session, asked.by)
  })
}

/** `by` null for the server itself. */
export async function close(
  { rooms, clock }: ChangeNeeds,
  tx: Db,
  session: StoredSession,
  by: Asked['by'] | null,
): Promise<void> {
  if (session.endedAt !== null) return
  await rooms.change(tx, { room: session.id, by, closed: true })
  await updateSession(tx, { ...session, endedAt: clock() })
}
