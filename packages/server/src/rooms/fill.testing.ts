import { RoomId, type UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import { systemClock } from '../platform/clock/clock.ts'
import type { Db } from '../platform/database/database.ts'

/** Makes groups with these members, all at once, the first of each its owner; their timelines are empty. */
export async function fillRooms(db: Db, members: readonly (readonly UserId[])[]): Promise<RoomId[]> {
  const now = systemClock()
  const rooms = members.map(() => RoomId.parse(crypto.randomUUID()))
  await sql`
    INSERT INTO rooms (id, kind, name, last_at, active_at, created_at)
    SELECT id, 'group', 'Room ' || n, ${now}, ${now}, ${now}
    FROM unnest(${rooms}::uuid[]) WITH ORDINALITY AS room (id, n)`.execute(db)
  const rows = rooms.flatMap((room, index) =>
    (members[index] ?? []).map((user, place) => ({ room, user, role: place === 0 ? 'owner' : 'member' })),
  )
  await sql`
    INSERT INTO room_members (room_id, user_id, role, joined_at)
    SELECT room, "user", role, ${now}
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS member (room uuid, "user" uuid, role text)`.execute(
    db,
  )
  return rooms
}

/** An entry as it is put into a timeline past the appender; all of them count as unread. */
export interface FilledEntry {
  readonly seq: number
  readonly type: string
  readonly author: UserId
  readonly at: number
  readonly body: unknown
}

/** Appends a stretch that begins right after the room's head. */
export async function fillTimeline(
  db: Db,
  { room, entries }: { readonly room: RoomId; readonly entries: readonly FilledEntry[] },
): Promise<void> {
  await sql`
    INSERT INTO entries (room_id, seq, type, author, at, client_id, counted, body)
    SELECT ${room}, seq, type, author, at, gen_random_uuid(), seq, body
    FROM json_to_recordset(${JSON.stringify(entries)}::json)
      AS entry (seq bigint, type text, author uuid, at bigint, body jsonb)`.execute(db)
  await sql`
    UPDATE rooms SET head = last.seq, counted = last.seq, latest = last.seq, last_at = last.at, active_at = last.at
    FROM (SELECT seq, at FROM entries WHERE room_id = ${room} ORDER BY seq DESC LIMIT 1) AS last
    WHERE id = ${room}`.execute(db)
}
