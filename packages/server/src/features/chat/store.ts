import type { RoomId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'

/** Holds a room until `tx` ends: the kernel's own lock, taken first so that what is judged stays true. */
export async function lockRoom(tx: Db, room: RoomId): Promise<void> {
  await sql`SELECT 1 FROM rooms WHERE id = ${room} FOR NO KEY UPDATE`.execute(tx)
}
