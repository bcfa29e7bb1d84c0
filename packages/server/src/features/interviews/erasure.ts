import { setImmediate as nextTurn } from 'node:timers/promises'
import { RoomId } from '@stoa/contract/http'
import { Seq } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import * as z from 'zod'
import type { Database, Db } from '../../platform/database/database.ts'
import { defineJob, type Job } from '../../platform/jobs/jobs.ts'
import type { Rooms } from '../../rooms/index.ts'

/** What is to be emptied: all that is about an entry of a room, or all that is in it. */
const Erased = z.object({ room: RoomId, about: Seq.nullable() })
type Erased = z.output<typeof Erased>
export type EraseJob = Job<typeof Erased>

/** Entries of one transaction, some 20 ms on an embedded database, for which everybody waits. */
const batch = 500

/**
 * Empties what was written in an interview, which may be hundreds of thousands of entries, a part at a time (T12). Nobody sees them any
 * more when it begins: their document or their room is gone. What died half-way is begun again.
 */
export function createEraseJob({
  database,
  rooms,
}: {
  readonly database: Database
  readonly rooms: Pick<Rooms, 'redact'>
}): EraseJob {
  return defineJob({
    name: 'interviews.erase',
    data: Erased,
    run: async (erased) => {
      const { room } = erased
      for (let before = Number.MAX_SAFE_INTEGER; ; ) {
        const seqs = await readWritten(database.db, erased, before)
        const last = seqs.at(-1)
        if (last === undefined) return
        const targets = seqs.map((seq) => ({ room, seq }))
        await database.transaction((tx) => rooms.redact(tx, targets, { alone: true }))
        before = last
        await nextTurn()
      }
    },
  })
}

/** The newest entries before this seq that have a body. */
async function readWritten(db: Db, { room, about }: Erased, before: number): Promise<number[]> {
  const { rows } = await sql<{ seq: number }>`
    SELECT seq FROM entries
    WHERE room_id = ${room} AND seq < ${before} AND ${about === null ? sql`true` : sql`about = ${about}`}
      AND body IS NOT NULL AND body <> '{}'::jsonb
    ORDER BY seq DESC LIMIT ${batch}`.execute(db)
  return rows.map((row) => row.seq)
}
