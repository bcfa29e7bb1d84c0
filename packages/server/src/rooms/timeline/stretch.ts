import { Fault, type RoomId } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import type { Place, Stretch } from '../rooms.ts'
import { type EntryRow, readEntriesAbout, readEntriesAt, readHeads, toEntry } from './store.ts'

export interface StretchQuery {
  readonly room: RoomId
  readonly types: readonly string[]
  readonly place: Place
  readonly limit: number
  /** The room's head, where the caller has just read it. */
  readonly head?: number
}

/** Items of a room's timeline with all that is about them. */
export async function readStretch(db: Db, query: StretchQuery): Promise<Stretch> {
  // Before the entries: one appended in between is then on the page and, live, again; never on neither.
  const head = query.head ?? (await readHeads(db, [query.room])).get(query.room)
  if (head === undefined) throw new Fault('NOT_FOUND')
  return { head, ...(await readPlace(db, query)) }
}

type Found = Omit<Stretch, 'head'>

async function readPlace(db: Db, query: StretchQuery): Promise<Found> {
  const { place, limit } = query
  if ('newest' in place) return readBackward(db, query, Number.MAX_SAFE_INTEGER, limit)
  if ('before' in place) return readBackward(db, query, place.before, limit)
  if ('after' in place) return readForward(db, query, place.after, limit)
  const around = 'around' in place ? place.around : await findTime(db, query.room, place.from)
  const earlier = await readBackward(db, query, around, Math.floor(limit / 2))
  const later = await readForward(db, query, around - 1, limit - earlier.first.length)
  return {
    first: [...earlier.first, ...later.first],
    about: [...earlier.about, ...later.about].sort((one, other) => one.seq - other.seq),
    more: { before: earlier.more.before, after: later.more.after },
  }
}

async function readBackward(db: Db, query: StretchQuery, before: number, limit: number): Promise<Found> {
  const side = sql`SELECT ${columns} FROM entries
    WHERE room_id = ${query.room} AND seq < ${before} AND about IS NULL AND type = ANY(${query.types}::text[])
    ORDER BY seq DESC LIMIT ${limit + 1}`
  const { first, about } = await readWithAbout(db, query.room, side)
  const after = before <= Number.MAX_SAFE_INTEGER - 1
  const more = { before: first.length > limit, after }
  return { first: more.before ? first.slice(1) : first, about, more }
}

async function readForward(db: Db, query: StretchQuery, after: number, limit: number): Promise<Found> {
  const side = sql`SELECT ${columns} FROM entries
    WHERE room_id = ${query.room} AND seq > ${after} AND about IS NULL AND type = ANY(${query.types}::text[])
    ORDER BY seq LIMIT ${limit + 1}`
  const { first, about } = await readWithAbout(db, query.room, side)
  return {
    first: first.slice(0, limit),
    about,
    more: { before: after > 0, after: first.length > limit },
  }
}

const columns = sql`room_id, seq, type, author, about, at, client_id, body`

/** What a query finds, with every entry about it, in one round trip; each oldest first. */
async function readWithAbout(
  db: Db,
  room: RoomId,
  side: RawBuilder<unknown>,
): Promise<{ first: Entry[]; about: Entry[] }> {
  const result = await sql<EntryRow>`
    WITH first AS MATERIALIZED (${side})
    SELECT ${columns} FROM first
    UNION ALL
    SELECT ${columns} FROM entries
    WHERE room_id = ${room} AND about = ANY(ARRAY(SELECT seq FROM first))
    ORDER BY seq`.execute(db)
  const entries = result.rows.map(toEntry)
  return {
    first: entries.filter((entry) => entry.about === null),
    about: entries.filter((entry) => entry.about !== null),
  }
}

/**
 * The seq of the first entry made at or after a time; one past the head where there is none. As seq has no gaps and times
 * of a room never go back, halving the range finds it in about 20 look-ups without an index on time.
 */
async function findTime(db: Db, room: RoomId, from: number): Promise<number> {
  const result = await sql<{ low: number }>`
    WITH RECURSIVE search (low, high) AS (
      SELECT 1::bigint, head + 1 FROM rooms WHERE id = ${room}
      UNION ALL
      SELECT CASE WHEN e.at < ${from} THEN (low + high) / 2 + 1 ELSE low END,
             CASE WHEN e.at < ${from} THEN high ELSE (low + high) / 2 END
      FROM search JOIN entries e ON e.room_id = ${room} AND e.seq = (low + high) / 2
      WHERE low < high
    )
    SELECT low FROM search WHERE low >= high`.execute(db)
  return result.rows[0]?.low ?? 1
}

/** Single items with all that is about them, oldest first; those that do not exist are left out. */
export async function readItems(
  db: Db,
  wanted: readonly { readonly room: RoomId; readonly seq: number }[],
): Promise<{ room: RoomId; entries: Entry[] }[]> {
  if (wanted.length === 0) return []
  const places = { rooms: wanted.map((one) => one.room), seqs: wanted.map((one) => one.seq) }
  const first = await readEntriesAt(db, places)
  const items = new Map(
    first.map((row) => [`${row.room_id}/${row.seq}`, { room: row.room_id, entries: [toEntry(row)] }]),
  )
  for (const row of await readEntriesAbout(db, places))
    items.get(`${row.room_id}/${row.about}`)?.entries.push(toEntry(row))
  return [...items.values()]
}
