import { setImmediate as nextTurn } from 'node:timers/promises'
import { Fault, RoomId } from '@stoa/contract/http'
import * as z from 'zod'
import { defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Needs } from '../needs.ts'
import { type Asked, holdSession } from './standing.ts'
import { deleteSession, readEverybody, readHomeless, readWritten, type StoredSession } from './store.ts'

const Erased = z.object({ rooms: z.array(RoomId) })
export type EraseJob = Job<typeof Erased>

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
    await jobs.enqueue(tx, eraseJob, { rooms: roomsOf(session) })
  })
}

function roomsOf({ id, staffRoom }: StoredSession): RoomId[] {
  return [id, staffRoom]
}

/** Entries of one transaction: what takes longer keeps others waiting. */
const batch = 500

/** Empties all entries of rooms that nobody is in any more, a part at a time. What died half-way is begun again. */
export function createEraseJob({ database, rooms }: Pick<Needs, 'database' | 'rooms'>): EraseJob {
  return defineJob({
    name: 'interviews.erase',
    data: Erased,
    run: async (erased) => {
      for (const room of erased.rooms) {
        // Newest first: what is about a document is empty before the document is, which then takes no time.
        for (let before = Number.MAX_SAFE_INTEGER; ; ) {
          const seqs = await readWritten(database.db, room, before, batch)
          const last = seqs.at(-1)
          if (last === undefined) break
          await database.transaction((tx) =>
            rooms.redact(
              tx,
              seqs.map((seq) => ({ room, seq })),
            ),
          )
          before = last
          await nextTurn()
        }
      }
    },
  })
}
