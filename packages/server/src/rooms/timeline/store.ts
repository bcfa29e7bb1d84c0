import type { ClientId, RoomId, UserId } from '@stoa/contract/http'
import type { Entry, MemberRole, RoomKind } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'

/** A room's row, locked. */
export interface LockedRoom {
  readonly id: RoomId
  readonly kind: RoomKind
  readonly closed: boolean
  readonly members_version: number
  readonly head: number
  readonly counted: number
  readonly latest: number | null
  readonly last_at: number
  readonly active_at: number
}

/** Locks rooms in the order of their ids, so that two commits never wait for each other. */
export async function lockRooms(tx: Db, rooms: readonly RoomId[]): Promise<LockedRoom[]> {
  const result = await sql<LockedRoom>`
    SELECT id, kind, closed, members_version, head, counted, latest, last_at, active_at
    FROM rooms WHERE id = ANY(${rooms}::uuid[]) ORDER BY id FOR NO KEY UPDATE`.execute(tx)
  return result.rows
}

export async function readRoles(
  tx: Db,
  pairs: { readonly rooms: readonly RoomId[]; readonly users: readonly UserId[] },
): Promise<{ room_id: RoomId; user_id: UserId; role: MemberRole }[]> {
  const result = await sql<{ room_id: RoomId; user_id: UserId; role: MemberRole }>`
    SELECT m.room_id, m.user_id, m.role
    FROM unnest(${pairs.rooms}::uuid[], ${pairs.users}::uuid[]) AS wanted (room_id, user_id)
    JOIN room_members m ON m.room_id = wanted.room_id AND m.user_id = wanted.user_id`.execute(tx)
  return result.rows
}

export async function readRepeats(
  tx: Db,
  sends: {
    readonly rooms: readonly RoomId[]
    readonly authors: readonly (UserId | null)[]
    readonly clientIds: readonly (ClientId | null)[]
  },
): Promise<{ room_id: RoomId; author: UserId; client_id: ClientId; seq: number; at: number }[]> {
  const result = await sql<{ room_id: RoomId; author: UserId; client_id: ClientId; seq: number; at: number }>`
    SELECT e.room_id, e.author, e.client_id, e.seq, e.at
    FROM unnest(${sends.rooms}::uuid[], ${sends.authors}::uuid[], ${sends.clientIds}::uuid[]) AS sent (room_id, author, client_id)
    JOIN entries e ON e.room_id = sent.room_id AND e.author = sent.author AND e.client_id = sent.client_id`.execute(
    tx,
  )
  return result.rows
}

export interface EntryRow {
  readonly room_id: RoomId
  readonly seq: number
  readonly type: string
  readonly author: UserId | null
  readonly about: number | null
  readonly at: number
  readonly client_id: ClientId | null
  readonly body: unknown
}

export function toEntry(row: EntryRow): Entry {
  const { seq, type, author, about, at, client_id: clientId, body } = row
  return { seq, type, author, about, at, clientId, body }
}

const columns = sql`e.room_id, e.seq, e.type, e.author, e.about, e.at, e.client_id, e.body`

/** Entries at exact places; those that do not exist are left out. */
export async function readEntriesAt(
  db: Db,
  places: { readonly rooms: readonly RoomId[]; readonly seqs: readonly number[] },
): Promise<EntryRow[]> {
  const result = await sql<EntryRow>`
    SELECT ${columns} FROM unnest(${places.rooms}::uuid[], ${places.seqs}::bigint[]) AS place (room_id, seq)
    JOIN entries e ON e.room_id = place.room_id AND e.seq = place.seq`.execute(db)
  return result.rows
}

/** Every entry about the ones at these places, oldest first within a room. */
export async function readEntriesAbout(
  db: Db,
  places: { readonly rooms: readonly RoomId[]; readonly seqs: readonly number[] },
): Promise<EntryRow[]> {
  const result = await sql<EntryRow>`
    SELECT ${columns} FROM unnest(${places.rooms}::uuid[], ${places.seqs}::bigint[]) AS place (room_id, seq)
    JOIN entries e ON e.room_id = place.room_id AND e.about = place.seq
    ORDER BY e.room_id, e.seq`.execute(db)
  return result.rows
}

/** Entries with `from <= seq <= to`, oldest first, at most `limit`. */
export async function readRange(
  db: Db,
  range: { readonly room: RoomId; readonly from: number; readonly to: number; readonly limit: number },
): Promise<Entry[]> {
  const result = await sql<EntryRow>`
    SELECT ${columns} FROM entries e
    WHERE e.room_id = ${range.room} AND e.seq BETWEEN ${range.from} AND ${range.to}
    ORDER BY e.seq LIMIT ${range.limit}`.execute(db)
  return result.rows.map(toEntry)
}

/**
 * Entries of these types after a seq, oldest first, at most `limit`. Where most of a timeline is about one entry, as an editor's is, it
 * is read type by type, and none of the others are looked at.
 */
export async function readOfTypes(
  db: Db,
  wanted: {
    readonly room: RoomId
    readonly after: number
    readonly types: readonly string[]
    readonly limit: number
  },
): Promise<Entry[]> {
  const { room, after, limit } = wanted
  const types = [...new Set(wanted.types)]
  const result = await sql<EntryRow>`
    SELECT ${columns} FROM (
      (
        SELECT ${columns} FROM entries e
        WHERE e.room_id = ${room} AND e.seq > ${after} AND e.about IS NULL AND e.type = ANY(${types}::text[])
        ORDER BY e.seq LIMIT ${limit}
      )
      UNION ALL
      SELECT ${columns} FROM unnest(${types}::text[]) AS wanted (type)
      CROSS JOIN LATERAL (
        SELECT ${columns} FROM entries e
        WHERE e.room_id = ${room} AND e.seq > ${after} AND e.about IS NOT NULL AND e.type = wanted.type
        ORDER BY e.seq LIMIT ${limit}
      ) e
    ) e ORDER BY e.seq LIMIT ${limit}`.execute(db)
  return result.rows.map(toEntry)
}

/** For each place the entries after it, oldest first, at most `limit` a place. */
export async function readAfter(
  db: Db,
  places: { readonly rooms: readonly RoomId[]; readonly after: readonly number[]; readonly limit: number },
): Promise<{ place: number; entry: Entry }[]> {
  const result = await sql<EntryRow & { place: number }>`
    SELECT place.n AS place, e.*
    FROM unnest(${places.rooms}::uuid[], ${places.after}::bigint[]) WITH ORDINALITY AS place (room_id, after, n)
    CROSS JOIN LATERAL (
      SELECT ${columns} FROM entries e
      WHERE e.room_id = place.room_id AND e.seq > place.after
      ORDER BY e.seq LIMIT ${places.limit}
    ) e ORDER BY place.n, e.seq`.execute(db)
  return result.rows.map((row) => ({ place: row.place - 1, entry: toEntry(row) }))
}

/**
 * Writes entries and their rooms' counters in one statement. `rows` is the text of a JSON array of
 * `{room_id, seq, type, author, about, at, client_id, counted, body}`: one parameter whatever the number of entries.
 */
export async function insertEntries(tx: Db, rows: string, rooms: readonly LockedRoom[]): Promise<void> {
  await sql`
    WITH appended AS (
      INSERT INTO entries (room_id, seq, type, author, about, at, client_id, counted, body)
      SELECT room_id, seq, type, author, about, at, client_id, counted, body
      FROM json_to_recordset(${rows}::json) AS row (
        room_id uuid, seq bigint, type text, author uuid, about bigint, at bigint, client_id uuid, counted bigint, body jsonb)
    )
    UPDATE rooms SET head = advance.head, counted = advance.counted, latest = advance.latest,
      last_at = advance.last_at, active_at = advance.active_at
    FROM unnest(
      ${rooms.map((room) => room.id)}::uuid[], ${rooms.map((room) => room.head)}::bigint[],
      ${rooms.map((room) => room.counted)}::bigint[], ${rooms.map((room) => room.latest)}::bigint[],
      ${rooms.map((room) => room.last_at)}::bigint[], ${rooms.map((room) => room.active_at)}::bigint[]
    ) AS advance (id, head, counted, latest, last_at, active_at)
    WHERE rooms.id = advance.id`.execute(tx)
}

/** A room as it was last seen and as it is to become. */
export interface Advance {
  readonly seen: LockedRoom
  readonly next: LockedRoom
}

/**
 * {@link lockRooms} and {@link insertEntries} in one round trip, outside of any transaction: writes all, or nothing where one of the
 * rooms is not as it was seen any more or is closed. Answers which.
 */
export async function insertIfUnchanged(db: Db, rows: string, rooms: readonly Advance[]): Promise<boolean> {
  const result = await sql<{ done: boolean }>`
    SELECT append_if_unchanged(
      ${rows}::json, ${rooms.map(({ seen }) => seen.id)}::uuid[],
      ${rooms.map(({ seen }) => seen.head)}::bigint[], ${rooms.map(({ seen }) => seen.members_version)}::bigint[],
      ${rooms.map(({ next }) => next.head)}::bigint[], ${rooms.map(({ next }) => next.counted)}::bigint[],
      ${rooms.map(({ next }) => next.latest)}::bigint[], ${rooms.map(({ next }) => next.last_at)}::bigint[],
      ${rooms.map(({ next }) => next.active_at)}::bigint[]
    ) AS done`.execute(db)
  return result.rows[0]?.done === true
}

/** Empties entries and all that is about them; what is already empty stays as it is. */
export async function emptyEntries(
  tx: Db,
  places: { readonly rooms: readonly RoomId[]; readonly seqs: readonly number[] },
): Promise<void> {
  await sql`
    UPDATE entries e SET body = NULL
    FROM unnest(${places.rooms}::uuid[], ${places.seqs}::bigint[]) AS place (room_id, seq)
    WHERE e.room_id = place.room_id AND (e.seq = place.seq OR e.about = place.seq)
      AND e.body IS NOT NULL AND e.body <> '{}'::jsonb`.execute(tx)
}

/** Empties entries of one room, and not what is about them. The room is a constant, so that hundreds are found by its index. */
export async function emptyEntriesAlone(tx: Db, room: RoomId, seqs: readonly number[]): Promise<void> {
  await sql`
    UPDATE entries SET body = NULL
    WHERE room_id = ${room} AND seq = ANY(${seqs}::bigint[])
      AND body IS NOT NULL AND body <> '{}'::jsonb`.execute(tx)
}

export async function readHeads(db: Db, rooms: readonly RoomId[]): Promise<Map<RoomId, number>> {
  const result = await sql<{ id: RoomId; head: number }>`
    SELECT id, head FROM rooms WHERE id = ANY(${rooms}::uuid[])`.execute(db)
  return new Map(result.rows.map((row) => [row.id, row.head]))
}
