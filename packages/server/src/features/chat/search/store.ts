import type { RoomId, UserId } from '@stoa/contract/http'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import type { Query } from './query.ts'
import { toPatterns, toTsquery } from './query.ts'

/** Which message, and its place among the results: newest first, then by room and seq. */
export interface Place {
  readonly at: number
  readonly room: RoomId
  readonly seq: number
}

/** A room that is searched, and up to which seq the index knows it. */
export interface Searched {
  readonly room: RoomId
  readonly head: number
  readonly indexed: number
}

/** The rooms this person may read now. */
export async function readSearched(db: Db, user: UserId, room: RoomId | undefined): Promise<Searched[]> {
  const result = await sql<Searched>`
    SELECT r.id AS room, r.head, COALESCE(p.indexed, 0) AS indexed
    FROM room_members m
    JOIN rooms r ON r.id = m.room_id
    LEFT JOIN chat_search_progress p ON p.room_id = m.room_id
    WHERE m.user_id = ${user} AND (${room ?? null}::uuid IS NULL OR m.room_id = ${room ?? null}::uuid)`.execute(
    db,
  )
  return result.rows
}

export interface Lookup {
  readonly query: Query
  readonly rooms: readonly RoomId[]
  /** Only places after this one, which are older. */
  readonly after: Place | null
  readonly limit: number
}

/** Places whose terms match, by the index over terms: quick where few do. */
export async function readMatches(db: Db, { query, rooms, after, limit }: Lookup): Promise<Place[]> {
  // Materialized, so that the planner cannot choose to walk a room from its newest message until it has enough.
  const result = await sql<Place>`
    WITH found AS MATERIALIZED (
      SELECT room_id, at, seq FROM chat_search
      WHERE terms @@ ${toTsquery(query)}::tsquery AND room_id = ANY(${rooms}::uuid[]) AND ${isAfter(after)}
    )
    SELECT room_id AS room, at, seq FROM found
    ORDER BY at DESC, room_id DESC, seq DESC LIMIT ${limit}`.execute(db)
  return result.rows
}

/** The newest rows of each room, and which of them match. */
export interface Newest {
  readonly rooms: readonly {
    readonly room: RoomId
    readonly count: number
    /** `at` of the oldest row read … */
    readonly floor: number
    /** … and of the newest. */
    readonly ceiling: number
  }[]
  readonly matched: number
  /** The newest of the matches, of all rooms together. */
  readonly matches: readonly Place[]
}

/** Reads the newest rows of each room, `take` of them, whether they match or not: quick where most do. */
export async function readNewest(
  db: Db,
  { query, rooms, takes, after, limit }: Lookup & { readonly takes: readonly number[] },
): Promise<Newest> {
  const result = await sql<Newest>`
    WITH newest AS MATERIALIZED (
      SELECT p.room_id, c.at, c.seq, c.terms @@ ${toTsquery(query)}::tsquery AS match
      FROM unnest(${rooms}::uuid[], ${takes}::int[]) AS p (room_id, take)
      CROSS JOIN LATERAL (
        SELECT at, seq, terms FROM chat_search
        WHERE chat_search.room_id = p.room_id AND ${isAfter(after)}
        ORDER BY at DESC, seq DESC LIMIT p.take
      ) c
    )
    SELECT
      (SELECT COALESCE(json_agg(s), '[]') FROM (
        SELECT room_id AS room, count(*) AS count, min(at) AS floor, max(at) AS ceiling FROM newest GROUP BY room_id
      ) s) AS rooms,
      (SELECT count(*) FROM newest WHERE match) AS matched,
      (SELECT COALESCE(json_agg(m), '[]') FROM (
        SELECT room_id AS room, at, seq FROM newest WHERE match
        ORDER BY at DESC, room_id DESC, seq DESC LIMIT ${limit}
      ) m) AS matches`.execute(db)
  return result.rows[0] ?? { rooms: [], matched: 0, matches: [] }
}

/** Messages that the index does not know yet and that may match, with the text they began with, from the timeline itself. */
export async function readUnindexedMessages(
  db: Db,
  { query, searched, after, limit }: Omit<Lookup, 'rooms'> & { readonly searched: readonly Searched[] },
): Promise<(Place & { readonly text: string })[]> {
  // OFFSET 0 keeps the planner from taking the text out of the body once for each time it is named.
  const result = await sql<Place & { readonly text: string }>`
    SELECT p.room_id AS room, e.at, e.seq, e.text
    FROM ${unindexed(searched)}
    CROSS JOIN LATERAL (
      SELECT at, seq, text FROM (
        SELECT at, seq, body ->> 'text' AS text FROM entries
        WHERE entries.room_id = p.room_id AND seq > p.indexed AND type = 'chat.message' AND about IS NULL
          AND ${isAfter(after)}
        ORDER BY seq DESC OFFSET 0
      ) messages
      WHERE ${mayMatch(query)} ORDER BY seq DESC LIMIT ${limit}
    ) e
    ORDER BY e.at DESC, p.room_id DESC, e.seq DESC LIMIT ${limit}`.execute(db)
  return result.rows
}

/** Messages with an edit that the index does not know yet and that may match. */
export async function readUnindexedEdits(
  db: Db,
  { query, searched, limit }: { query: Query; searched: readonly Searched[]; limit: number },
): Promise<{ room: RoomId; seq: number }[]> {
  const result = await sql<{ room: RoomId; seq: number }>`
    SELECT DISTINCT p.room_id AS room, e.about AS seq
    FROM ${unindexed(searched)}
    CROSS JOIN LATERAL (
      SELECT about FROM (
        SELECT seq, about, body ->> 'text' AS text FROM entries
        WHERE entries.room_id = p.room_id AND seq > p.indexed AND type = 'chat.edit'
        ORDER BY seq DESC OFFSET 0
      ) edits
      WHERE ${mayMatch(query)} ORDER BY seq DESC LIMIT ${limit}
    ) e`.execute(db)
  return result.rows
}

function unindexed(searched: readonly Searched[]): RawBuilder<unknown> {
  const rooms = searched.map((one) => one.room)
  const indexed = searched.map((one) => one.indexed)
  return sql`unnest(${rooms}::uuid[], ${indexed}::bigint[]) AS p (room_id, indexed)`
}

/** True of every matching text and of few others: accents and scripts are for `findHighlights` to tell. */
function mayMatch(query: Query): RawBuilder<unknown> {
  const { ascii, patterns } = toPatterns(query)
  const beyondAscii = sql`octet_length(text) <> char_length(text)`
  return ascii ? sql`(text ILIKE ALL (${patterns}::text[]) OR ${beyondAscii})` : beyondAscii
}

function isAfter(place: Place | null): RawBuilder<unknown> {
  if (place === null) return sql`true`
  // The first half is what an index by time can use.
  return sql`(at <= ${place.at} AND (at, room_id, seq) < (${place.at}::bigint, ${place.room}::uuid, ${place.seq}::bigint))`
}
