import type { RoomId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import type { RoomState } from './feeds.ts'

export async function readRooms(db: Db, rooms: readonly RoomId[]): Promise<Map<RoomId, RoomState>> {
  const result = await sql<RoomState & { id: RoomId }>`
    SELECT id, kind, head, closed FROM rooms WHERE id = ANY(${rooms}::uuid[])`.execute(db)
  return new Map(result.rows.map(({ id, kind, head, closed }) => [id, { kind, head, closed }]))
}
