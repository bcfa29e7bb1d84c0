import { rm } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { RoomId } from '@stoa/contract/http'
import { sql } from 'kysely'
import * as z from 'zod'
import type { Database, Db } from '../../platform/database/database.ts'
import { defineJob, type Job } from '../../platform/jobs/jobs.ts'
import type { Rooms } from '../../rooms/index.ts'

const Erased = z.object({ stream: RoomId })
export type EraseJob = Job<typeof Erased>

/** Entries of one transaction, some 20 ms on an embedded database, for which everybody waits. */
const batch = 500

/** Empties what was written in a deleted stream's room, a part at a time (T12), and deletes what was recorded. */
export function createEraseJob({
  database,
  rooms,
  folderOf,
}: {
  readonly database: Database
  readonly rooms: Pick<Rooms, 'redact'>
  readonly folderOf: (stream: RoomId) => string
}): EraseJob {
  return defineJob({
    name: 'streams.erase',
    data: Erased,
    run: async ({ stream: room }) => {
      await rm(folderOf(room), { recursive: true, force: true })
      for (let before = Number.MAX_SAFE_INTEGER; ; ) {
        const seqs = await readWritten(database.db, room, before)
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
async function readWritten(db: Db, room: RoomId, before: number): Promise<number[]> {
  const { rows } = await sql<{ seq: number }>`
    SELECT seq FROM entries
    WHERE room_id = ${room} AND seq < ${before} AND body IS NOT NULL AND body <> '{}'::jsonb
    ORDER BY seq DESC LIMIT ${batch}`.execute(db)
  return rows.map((row) => row.seq)
}
