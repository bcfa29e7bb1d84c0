import type { RoomId } from '@stoa/contract/http'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

export interface Progress {
  readonly room: RoomId
  readonly indexed: number
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

/** Holds the progress of these rooms until `tx` ends, but for those that somebody else holds. */
export async function lockProgress(tx: Db, rooms: readonly RoomId[]): Promise<Progress[]> {
  await sql`
    INSERT INTO chat_search_progress (room_id, indexed)
    SELECT room_id, 0 FROM unnest(${[...rooms].sort()}::uuid[]) AS r (room_id)
    WHERE NOT EXISTS (SELECT FROM chat_search_progress p WHERE p.room_id = r.room_id)
    ON CONFLICT (room_id) DO NOTHING`.execute(tx)
  const result = await sql<Progress>`
    SELECT room_id AS room, indexed FROM chat_search_progress
    WHERE room_id = ANY(${rooms}::uuid[]) ORDER BY room_id FOR UPDATE SKIP LOCKED`.execute(tx)
  return result.rows
}

/**
 * The next messages and edits of these rooms, at most `share` of each room's, in order, and up to which seq that is all there are.
 * Whatever else is in a timeline, such as an editor's hundred thousand updates, is passed over unread.
 */
export async function readUnread(
  tx: Db,
  progress: readonly Progress[],
  share: number,
): Promise<{ readonly rows: TimelineRow[]; readonly reached: Map<RoomId, number> }> {
  const rooms = progress.map((one) => one.room)
  const indexed = progress.map((one) => one.indexed)
  const unread = sql`entries.room_id = p.room_id AND seq > p.indexed`
  // One statement sees one moment: nothing up to this head is missing.
  const result = await sql<(TimelineRow | { room: RoomId; seq: null }) & { head: number }>`
    SELECT p.room_id AS room, r.head, e.seq, e.type, e.about, e.at, e.text,
      CASE WHEN e.type = 'chat.edit' THEN (
        SELECT t.at FROM entries t WHERE t.room_id = p.room_id AND t.seq = e.about
      ) END AS target_at
    FROM unnest(${rooms}::uuid[], ${indexed}::bigint[]) AS p (room_id, indexed)
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
    ORDER BY p.room_id, e.seq`.execute(tx)
  const rows = result.rows.filter((row) => row.seq !== null)
  const reached = new Map<RoomId, number>()
  for (const [room, found] of Map.groupBy(result.rows, (row) => row.room)) {
    const last = found.at(-1)
    if (last !== undefined) reached.set(room, found.length < share ? last.head : (last.seq ?? last.head))
  }
  return { rows, reached }
}

export async function insertTerms(tx: Db, messages: readonly IndexedMessage[]): Promise<void> {
  await sql`
    INSERT INTO chat_search (room_id, at, seq, terms)
    SELECT room_id, at, seq, ${lexemes} FROM ${rowsOf(messages)}
    ON CONFLICT (room_id, at, seq) DO UPDATE SET terms = EXCLUDED.terms`.execute(tx)
}

/** Changes the terms of messages the index has; one that it has not was deleted. */
export async function updateTerms(tx: Db, messages: readonly IndexedMessage[]): Promise<void> {
  await sql`
    UPDATE chat_search c SET terms = ${lexemes} FROM ${rowsOf(messages)}
    WHERE c.room_id = m.room_id AND c.at = m.at AND c.seq = m.seq`.execute(tx)
}

/** No term has a space in it. */
const lexemes = sql`array_to_tsvector(string_to_array(m.terms, ' '))`

function rowsOf(messages: readonly IndexedMessage[]): RawBuilder<unknown> {
  const rows = messages.map(({ room, at, seq, terms }) => ({
    room_id: room,
    at,
    seq,
    terms: [...terms].join(' '),
  }))
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) AS m (room_id uuid, at bigint, seq bigint, terms text)`
}

export async function writeProgress(tx: Db, reached: ReadonlyMap<RoomId, number>): Promise<void> {
  await sql`
    UPDATE chat_search_progress p SET indexed = r.indexed
    FROM unnest(${[...reached.keys()]}::uuid[], ${[...reached.values()]}::bigint[]) AS r (room_id, indexed)
    WHERE p.room_id = r.room_id`.execute(tx)
}

/** Takes messages out of the index for ever, whether or not it has them yet. To be called after their bodies are gone. */
export async function deleteTerms(
  tx: Db,
  messages: readonly { readonly room: RoomId; readonly seq: number }[],
): Promise<void> {
  const rooms = messages.map((one) => one.room)
  const seqs = messages.map((one) => one.seq)
  // Waits for whoever is indexing these rooms, so that the next statement sees what they wrote.
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
