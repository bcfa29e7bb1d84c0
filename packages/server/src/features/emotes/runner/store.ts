import type { Moment } from '@stoa/contract/emotes'
import type { Instant, RoomId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import type { Usual } from '../analysis/baseline.ts'
import { type Malformed, type Result, ShardLost } from '../log/log.ts'

/** How far a shard has been analysed, by places in the log. */
export interface Position {
  readonly replayFrom: number | null
  readonly seen: number | null
}

/** Makes `owner` the one whose results count; whoever had the shards before can write no more. */
export async function claimShards(
  db: Db,
  shards: readonly string[],
  owner: string,
): Promise<Map<string, Position>> {
  // In one order everywhere: two that claim the same ones wait for each other only one way.
  const { rows } = await sql<Position & { shard: string }>`
    INSERT INTO emote_shards (shard, owner) SELECT shard, ${owner} FROM unnest(${shards.toSorted()}::text[]) AS shard
    ON CONFLICT (shard) DO UPDATE SET owner = excluded.owner
    RETURNING shard, replay_from AS "replayFrom", seen`.execute(db)
  return new Map(rows.map((row) => [row.shard, row]))
}

/** Holds the shard until the transaction ends and moves its position. Throws {@link ShardLost} where another one claimed it. */
export async function moveShard(
  tx: Db,
  { shard, owner, position }: { readonly shard: string; readonly owner: string; readonly position: Position },
): Promise<void> {
  const { rows } = await sql`
    UPDATE emote_shards SET replay_from = ${position.replayFrom}, seen = ${position.seen}
    WHERE shard = ${shard} AND owner = ${owner} RETURNING 1`.execute(tx)
  if (rows.length === 0) throw new ShardLost()
}

/** A moment as the timeline has it. */
export interface StoredMoment {
  readonly moment: Moment
  /** Of its announcement. */
  readonly seq: number
}

export interface StoredStream {
  readonly stream: RoomId
  readonly closedUntil: Instant
  readonly usual: Usual
  readonly dropped: number
}

/** Streams with moments that are not final, and their shards. */
export async function readUnsettled(
  db: Db,
  shards: readonly string[],
): Promise<{ readonly shard: string; readonly stream: RoomId }[]> {
  const { rows } = await sql<{ shard: string; stream: RoomId }>`
    SELECT s.shard, s.stream FROM emote_streams s WHERE s.shard = ANY(${[...shards]}::text[])
      AND EXISTS (SELECT 1 FROM emote_moments m WHERE m.stream = s.stream AND NOT m.final)`.execute(db)
  return rows
}

export async function readStreams(db: Db, streams: readonly RoomId[]): Promise<Map<RoomId, StoredStream>> {
  const { rows } = await sql<StoredStream>`
    SELECT stream, closed_until AS "closedUntil", baseline AS usual, dropped FROM emote_streams
    WHERE stream = ANY(${streams}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.stream, row]))
}

interface MomentRow extends Omit<Moment, 'ratio' | 'withdrawn'> {
  readonly stream: RoomId
  readonly seq: number
  readonly withdrawn: boolean
}

const momentColumns = sql`stream, emote, start_at AS start, end_at AS "end", seq, count, total, people, final, withdrawn`

function toStored({ stream: _, seq, withdrawn, ...rest }: MomentRow): StoredMoment {
  const moment = { ...rest, ratio: rest.count / rest.total }
  return { seq, moment: withdrawn ? { ...moment, withdrawn } : moment }
}

/** Moments that are not final, by stream. */
export async function readOpenMoments(
  db: Db,
  streams: readonly RoomId[],
): Promise<Map<RoomId, StoredMoment[]>> {
  const { rows } = await sql<MomentRow>`
    SELECT ${momentColumns} FROM emote_moments WHERE stream = ANY(${streams}::uuid[]) AND NOT final`.execute(
    db,
  )
  const byStream = Map.groupBy(rows, (row) => row.stream)
  return new Map([...byStream].map(([stream, found]) => [stream, found.map(toStored)]))
}

/** Those of these moments that are there, whatever became of them. */
export async function readMomentsOf(
  db: Db,
  wanted: readonly { readonly stream: RoomId; readonly start: Instant; readonly emote: string }[],
): Promise<(StoredMoment & { readonly stream: RoomId })[]> {
  if (wanted.length === 0) return []
  const keys = JSON.stringify(wanted.map(({ stream, start, emote }) => ({ stream, start, emote })))
  const { rows } = await sql<MomentRow>`
    SELECT m.stream, m.emote, m.start_at AS start, m.end_at AS "end", m.seq, m.count, m.total, m.people, m.final, m.withdrawn
    FROM jsonb_to_recordset(${keys}::jsonb) AS key (stream uuid, start bigint, emote text)
    JOIN emote_moments m ON m.stream = key.stream AND m.start_at = key.start AND m.emote = key.emote`.execute(
    db,
  )
  return rows.map((row) => ({ ...toStored(row), stream: row.stream }))
}

/** The moments of a stream that stand, oldest first. */
export async function readMoments(db: Db, stream: RoomId): Promise<StoredMoment[]> {
  const { rows } = await sql<MomentRow>`
    SELECT ${momentColumns} FROM emote_moments WHERE stream = ${stream} AND NOT withdrawn
    ORDER BY start_at, seq`.execute(db)
  return rows.map(toStored)
}

export async function saveMoments(
  tx: Db,
  moments: readonly (StoredMoment & { readonly stream: RoomId })[],
): Promise<void> {
  if (moments.length === 0) return
  const rows = moments.map(({ stream, seq, moment }) => ({ ...moment, stream, seq }))
  await sql`
    INSERT INTO emote_moments
      (stream, start_at, emote, end_at, seq, count, total, people, final, withdrawn)
    SELECT stream, start, emote, "end", seq, count, total, people, final, coalesce(withdrawn, false)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (stream uuid, start bigint, emote text,
      "end" bigint, seq bigint, count bigint, total bigint, people integer, final boolean, withdrawn boolean)
    ON CONFLICT (stream, start_at, emote) DO UPDATE SET count = excluded.count, total = excluded.total,
      people = excluded.people, final = excluded.final, withdrawn = excluded.withdrawn`.execute(tx)
}

/** A closed window's counts. */
export interface Minute {
  readonly stream: RoomId
  readonly at: Instant
  readonly counts: Readonly<Record<string, number>>
}

export async function saveMinutes(tx: Db, minutes: readonly Minute[]): Promise<void> {
  if (minutes.length === 0) return
  await sql`
    INSERT INTO emote_minutes (stream, at, counts)
    SELECT stream, at, counts
    FROM jsonb_to_recordset(${JSON.stringify(minutes)}::jsonb) AS row (stream uuid, at bigint, counts jsonb)
    ON CONFLICT (stream, at) DO NOTHING`.execute(tx)
}

export async function readMinutes(
  db: Db,
  { stream, from, to }: { readonly stream: RoomId; readonly from: Instant; readonly to: Instant },
): Promise<Omit<Minute, 'stream'>[]> {
  const { rows } = await sql<Omit<Minute, 'stream'>>`
    SELECT at, counts FROM emote_minutes WHERE stream = ${stream} AND at BETWEEN ${from} AND ${to}
    ORDER BY at`.execute(db)
  return rows
}

export async function saveStreams(tx: Db, shard: string, streams: readonly StoredStream[]): Promise<void> {
  if (streams.length === 0) return
  await sql`
    INSERT INTO emote_streams (stream, shard, closed_until, baseline, dropped)
    SELECT stream, ${shard}::text, "closedUntil", usual, dropped
    FROM jsonb_to_recordset(${JSON.stringify(streams)}::jsonb)
      AS row (stream uuid, "closedUntil" bigint, usual jsonb, dropped bigint)
    ON CONFLICT (stream) DO UPDATE SET shard = excluded.shard, closed_until = excluded.closed_until,
      baseline = excluded.baseline, dropped = excluded.dropped`.execute(tx)
}

/** Records set aside that are kept, and characters of each. */
const kept = { records: 10_000, characters: 2000 }

/** Keeps what is no event for somebody to look at (E7). */
export async function setAside(
  tx: Db,
  {
    shard,
    at,
    malformed,
  }: { readonly shard: string; readonly at: Instant; readonly malformed: readonly Malformed[] },
): Promise<void> {
  if (malformed.length === 0) return
  // PostgreSQL's text holds everything but NUL.
  const readable = (text: string) => text.slice(0, kept.characters).replaceAll('\0', '\uFFFD')
  const rows = malformed.map(({ place, reason, record }) => ({
    place,
    reason: readable(reason),
    record: readable(record).toWellFormed(),
  }))
  await sql`
    INSERT INTO emote_set_aside (shard, place, at, reason, record)
    SELECT ${shard}, place, ${at}::bigint, reason, record
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (place bigint, reason text, record text)`.execute(
    tx,
  )
  await sql`DELETE FROM emote_set_aside WHERE id <= (SELECT max(id) FROM emote_set_aside) - ${kept.records}`.execute(
    tx,
  )
}

export async function saveResults(tx: Db, shard: string, results: readonly Result[]): Promise<void> {
  if (results.length === 0) return
  await sql`
    INSERT INTO emote_results (shard, stream, result)
    SELECT ${shard}, stream, result
    FROM jsonb_to_recordset(${JSON.stringify(results)}::jsonb) AS row (stream uuid, result jsonb)`.execute(tx)
}

/** What is still to be told to the world of a shard, oldest first. */
export async function readResults(
  db: Db,
  shard: string,
  limit: number,
): Promise<(Result & { readonly id: number })[]> {
  const { rows } = await sql<Result & { id: number }>`
    SELECT id, stream, result FROM emote_results WHERE shard = ${shard} ORDER BY id LIMIT ${limit}`.execute(
    db,
  )
  return rows
}

export async function deleteResults(db: Db, shard: string, upTo: number): Promise<void> {
  await sql`DELETE FROM emote_results WHERE shard = ${shard} AND id <= ${upTo}`.execute(db)
}

/** Events of a stream that came too late. */
export async function readDropped(db: Db, stream: RoomId): Promise<number> {
  const { rows } = await sql<{ dropped: number }>`
    SELECT dropped FROM emote_streams WHERE stream = ${stream}`.execute(db)
  return rows[0]?.dropped ?? 0
}

/** Removes everything kept about a stream, but what is in its timeline. */
export async function deleteStream(tx: Db, stream: RoomId): Promise<void> {
  await sql`DELETE FROM emote_moments WHERE stream = ${stream}`.execute(tx)
  await sql`DELETE FROM emote_minutes WHERE stream = ${stream}`.execute(tx)
  await sql`DELETE FROM emote_streams WHERE stream = ${stream}`.execute(tx)
}
