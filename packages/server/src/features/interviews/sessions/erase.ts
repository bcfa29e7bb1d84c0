import { Fault, type RoomId } from '@stoa/contract/http'
import type { Needs } from '../needs.ts'
import { type Asked, holdSession } from './standing.ts'
import { deleteSession, readEverybody, readHomeless, type StoredSession } from './store.ts'

/** What a deleted interview's rooms are called, as a title may tell much. */
const deleted = 'Deleted interview'

/**
 * Deletes an interview: for everybody it is gone at once, with its documents and those guests who have no other; what was written in
 * its timelines is emptied by a job (T12). Faults: NOT_FOUND, NOT_ALLOWED for anybody but its owner.
 */
export async function eraseSession(
  needs: Pick<Needs, 'database' | 'rooms' | 'accounts' | 'jobs' | 'eraseJob'>,
  asked: Asked,
): Promise<void> {
  const { database, rooms, accounts, jobs, eraseJob } = needs
  const { by } = asked
  await database.transaction(async (tx) => {
    const { session } = await holdSession(tx, asked)
    if (session.owner !== by) throw new Fault('NOT_ALLOWED', 'Only its owner may delete it.')
    const everybody = (await readEverybody(tx, session.id)).map(({ user }) => user)
    for (const room of roomsOf(session)) {
      await rooms.change(tx, { room, by, name: deleted, closed: true })
      for (const { user } of await rooms.members(tx, room)) await rooms.removeMember(tx, { room, by, user })
    }
    await deleteSession(tx, session.id)
    await accounts.guests.erase(tx, { users: await readHomeless(tx, everybody), by })
    for (const room of roomsOf(session)) await jobs.enqueue(tx, eraseJob, { room, about: null })
  })
}

function roomsOf({ id, staffRoom }: StoredSession): RoomId[] {
  return [id, staffRoom]
}
