import type { RoomId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

/** A stretch of a room's timeline that was read for the index, and what the room's progress was then. */
export interface Stretch {
  readonly room: RoomId
  readonly indexed: number
  /** Seq up to which everything was read. */
  readonly reached: number
}

/** What the index needs of an entry. */
export interface TimelineRow {
  readonly room: RoomId
  readonly seq: number
  readonly type: string
  readonly about: number | null
  readonly at: number
  /** `at` of the entry it is about. */
  readonly target_at: number | null
  /** Null for an entry without text, and once deleted. */
  readonly text: string | null
}

export interface IndexedMessage {
  readonly room: RoomId
  readonly at: number
  readonly seq: number
  readonly terms: ReadonlySet<string>
}

/** Rooms with chat in them whose timeline has gone further than the index. */
export async function readStaleRooms(db: Db, limit: number): Promise<RoomId[]> {
  const result = await sql<{ id: RoomId }>`
    SELECT r.id FROM rooms r LEFT JOIN chat_search_progress p ON p.room_id = r.id
    WHERE r.kind IN ('direct', 'group', 'interview') AND r.head > COALESCE(p.indexed, 0) LIMIT ${limit}`.execute(
    db,
  )
  return result.rows.map((row) => row.id)
}

/**
 * The next messages and edits of these rooms, at most `share` of each room's, in order, how far each is indexed, and up to which seq
 * that is all there are. Whatever else is in a timeline, such as an editor's hundred thousand updates, is passed over unread.
 */
export async function readUnread(
  db: Db,
  rooms: readonly RoomId[],
  share: number,
): Promise<{ readonly rows: TimelineRow[]; readonly stretches: Stretch[] }> {
  const unread = sql`entries.room_id = p.room_id AND seq > p.indexed`
  // One statement sees one moment: nothing up to this head is missing, nothing deleted before is seen as it was.
  const result = await sql<
    (TimelineRow | { room: RoomId; seq: null }) & Omit<Stretch, 'reached'> & { head: number }
  >`
    SELECT p.room_id AS room, r.head, p.indexed, e.seq, e.type, e.about, e.at, e.text,
      CASE WHEN e.type = 'chat.edit' THEN (
        SELECT t.at FROM entries t WHERE t.room_id = p.room_id AND t.seq = e.about
      ) END AS target_at
    FROM (
      SELECT wanted.room_id, COALESCE(p.indexed, 0) AS indexed
      FROM unnest(${rooms}::uuid[]) AS wanted (room_id) LEFT JOIN chat_search_progress p ON p.room_id = wanted.room_id
    ) p
    JOIN rooms r ON r.id = p.room_id
    LEFT JOIN LATERAL (
      SELECT * FROM (
        (SELECT seq, type, about, at, body ->> 'text' AS text FROM entries
          WHERE ${unread} AND type = 'chat.message' AND about IS NULL ORDER BY seq LIMIT ${share})
        UNION ALL
        (SELECT seq, type, about, at, body ->> 'text' AS text FROM entries
          WHERE ${unread} AND type = 'chat.edit' ORDER BY seq LIMIT ${share})
      ) both_types ORDER BY seq LIMIT ${share}
    ) e ON true
    ORDER BY p.room_id, e.seq`.execute(db)
  const rows = result.rows.filter((row) => row.seq !== null)
  const stretches = [...Map.groupBy(result.rows, (row) => row.room).values()].flatMap((found) => {
    const last = found.at(-1)
    if (last === undefined) return []
    const { room, indexed, head, seq } = last
    return [{ room, indexed, reached: found.length < share ? head : (seq ?? head) }]
  })
  return { rows, stretches }
}

/**
 * Adds messages to the index, changes the terms of messages it has (one that it has not was deleted), and moves the progress of their rooms. Does so
 * for those rooms alone whose progress is still what was read and that nobody else is at; gives them.
 */
export async function writeTerms(
  db: Db,
  {
    stretches,
    added,
    changed,
  }: {
    readonly stretches: readonly Stretch[]
    readonly added: readonly IndexedMessage[]
    readonly changed: readonly IndexedMessage[]
  },
): Promise<RoomId[]> {
  const result = await sql<{ held: RoomId[] }>`
    SELECT chat_search_write(
      ${stretches.map((one) => one.room)}::uuid[], ${stretches.map((one) => one.indexed)}::bigint[],
      ${stretches.map((one) => one.reached)}::bigint[],
      ${toRows(added)}::json, ${toRows(changed)}::json
    ) AS held`.execute(db)
  return result.rows[0]?.held ?? []
}

/** No term has a space in it. */
function toRows(messages: readonly IndexedMessage[]): string {
  return JSON.stringify(
    messages.map(({ room, at, seq, terms }) => ({ room_id: room, at, seq, terms: [...terms].join(' ') })),
  )
}

/** Takes messages out of the index for ever, whether or not it has them yet. To be called after their bodies are gone. */
export async function deleteTerms(
  tx: Db,
  messages: readonly { readonly room: RoomId; readonly seq: number }[],
): Promise<void> {
  const rooms = messages.map((one) => one.room)
  const seqs = messages.map((one) => one.seq)
  // Waits for whoever is writing these rooms' terms, so that the next statement sees them; who writes them later will see that they are deleted.
  await sql`
    INSERT INTO chat_search_progress (room_id, indexed)
    SELECT room_id, 0 FROM unnest(${[...new Set(rooms)].sort()}::uuid[]) AS r (room_id)
    ON CONFLICT (room_id) DO UPDATE SET indexed = chat_search_progress.indexed`.execute(tx)
  await sql`
    DELETE FROM chat_search c
    USING unnest(${rooms}::uuid[], ${seqs}::bigint[]) AS d (room_id, seq)
    JOIN entries e ON e.room_id = d.room_id AND e.seq = d.seq
    WHERE c.room_id = e.room_id AND c.at = e.at AND c.seq = e.seq`.execute(tx)
}
