import type { Instant, RoomId, UserId } from '@stoa/contract/http'
import type { StreamMetadata, StreamStatus } from '@stoa/contract/streams'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import type { StoredStream } from './stream.ts'

/** A stream with how many watch it now: its audience, without those who publish. */
export interface CountedStream extends StoredStream {
  readonly viewers: number
}

const columns = sql`
  id, host, cohosts, title, description, status, publishers, scheduled_for AS "scheduledFor",
  created_at AS "createdAt", started_at AS "startedAt", ended_at AS "endedAt", due_at AS "dueAt", node, peak,
  metadata, facts, record, recording, parts`

const viewers = sql`(
  SELECT count(DISTINCT v.user_id) FROM stream_viewings v
  WHERE v.stream_id = streams.id AND v.left_at IS NULL
    AND v.user_id <> streams.host AND v.user_id <> ALL(streams.cohosts))`

export async function readStream(db: Db, id: RoomId): Promise<StoredStream | undefined> {
  const { rows } = await sql<StoredStream>`SELECT ${columns} FROM streams WHERE id = ${id}`.execute(db)
  return rows[0]
}

export async function readCounted(db: Db, ids: readonly RoomId[]): Promise<Map<RoomId, CountedStream>> {
  const { rows } = await sql<CountedStream>`
    SELECT ${columns}, ${viewers} AS viewers FROM streams WHERE id = ANY(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The stream, held until the transaction ends. */
export async function lockStream(tx: Db, id: RoomId): Promise<StoredStream | undefined> {
  const { rows } = await sql<StoredStream>`
    SELECT ${columns} FROM streams WHERE id = ${id} FOR NO KEY UPDATE`.execute(tx)
  return rows[0]
}

export interface DirectoryQuery {
  readonly viewer: UserId
  readonly status: StreamStatus
  readonly host: UserId | undefined
  /** Each a field and the text of its value. */
  readonly fields: readonly (readonly [string, string])[]
  readonly before: Instant | undefined
  readonly limit: number
}

/** Streams with their counts, in one query: live ones by viewers, others newest first. Those of people with a block between are left out. */
export async function readDirectory(db: Db, asked: DirectoryQuery): Promise<CountedStream[]> {
  const { viewer, status, host, fields, before, limit } = asked
  const wanted = fields.map(([name, text]) => {
    const any = sql.join(
      valuesOf(text).map((value) => sql`fields @> ${JSON.stringify({ [name]: value })}::jsonb`),
      sql` OR `,
    )
    return sql`AND (${any})`
  })
  const { rows } = await sql<CountedStream>`
    SELECT ${columns}, ${viewers} AS viewers FROM streams
    WHERE status = ${status}
      ${host === undefined ? sql`` : sql`AND host = ${host}`}
      ${before === undefined ? sql`` : sql`AND created_at < ${before}`}
      ${sql.join(wanted, sql` `)}
      AND NOT EXISTS (
        SELECT 1 FROM blocks b WHERE (b.by_user, b.user_id) IN ((${viewer}::uuid, host), (host, ${viewer}::uuid)))
    ORDER BY ${status === 'live' ? sql`viewers DESC,` : sql``} created_at DESC, id
    LIMIT ${limit}`.execute(db)
  return rows
}

/** What a text may mean: itself, and the number or truth it spells. */
function valuesOf(text: string): (string | number | boolean)[] {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  return [
    text,
    ...(Number.isFinite(number) ? [number] : []),
    ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
  ]
}

export async function insertStream(
  tx: Db,
  stream: Pick<
    StoredStream,
    'id' | 'host' | 'title' | 'description' | 'scheduledFor' | 'createdAt' | 'metadata' | 'record'
  >,
): Promise<void> {
  const { id, host, title, description, scheduledFor, createdAt, metadata, record } = stream
  await sql`
    INSERT INTO streams (id, host, title, description, status, scheduled_for, created_at, metadata, record)
    VALUES (${id}, ${host}, ${title}, ${description}, 'scheduled', ${scheduledFor}, ${createdAt},
      ${JSON.stringify(metadata)}::jsonb, ${record})`.execute(tx)
}

/** Writes all of it that changes. Call it with the stream locked. */
export async function saveStream(tx: Db, stream: StoredStream): Promise<void> {
  await sql`
    UPDATE streams SET cohosts = ${[...stream.cohosts]}::uuid[], title = ${stream.title},
      description = ${stream.description}, status = ${stream.status}, publishers = ${[...stream.publishers]}::uuid[],
      scheduled_for = ${stream.scheduledFor}, started_at = ${stream.startedAt}, ended_at = ${stream.endedAt},
      due_at = ${stream.dueAt}, node = ${stream.node}, metadata = ${JSON.stringify(stream.metadata)}::jsonb,
      facts = ${JSON.stringify(stream.facts)}::jsonb
    WHERE id = ${stream.id}`.execute(tx)
}

export async function deleteStream(tx: Db, id: RoomId): Promise<void> {
  await sql`DELETE FROM stream_viewings WHERE stream_id = ${id}`.execute(tx)
  await sql`DELETE FROM streams WHERE id = ${id}`.execute(tx)
}

/** What is kept of its key, and until when its host is banned; undefined where there is neither stream nor host. */
export async function readKey(
  db: Db,
  id: RoomId,
): Promise<{ readonly hash: Uint8Array | null; readonly bannedUntil: Instant | null } | undefined> {
  const { rows } = await sql<{ hash: Uint8Array | null; bannedUntil: Instant | null }>`
    SELECT s.key_hash AS hash, u.banned_until AS "bannedUntil"
    FROM streams s JOIN users u ON u.id = s.host WHERE s.id = ${id}`.execute(db)
  return rows[0]
}

export async function saveKeyHash(tx: Db, id: RoomId, hash: Uint8Array): Promise<void> {
  await sql`UPDATE streams SET key_hash = ${Buffer.from(hash)} WHERE id = ${id}`.execute(tx)
}

/** Adds to what the server knows of a stream. */
export async function mergeFacts(db: Db, id: RoomId, facts: StreamMetadata): Promise<void> {
  await sql`UPDATE streams SET facts = facts || ${JSON.stringify(facts)}::jsonb WHERE id = ${id}`.execute(db)
}

/** While a stream is live: how its recording goes. */
export async function noteRecording(
  db: Db,
  id: RoomId,
  { recording, parts }: Pick<StoredStream, 'recording'> & Partial<Pick<StoredStream, 'parts'>>,
): Promise<void> {
  await sql`
    UPDATE streams SET recording = ${recording}
      ${parts === undefined ? sql`` : sql`, parts = ${JSON.stringify(parts)}::jsonb`}
    WHERE id = ${id} AND status <> 'ended'`.execute(db)
}

/** Once a stream is over: what was recorded. */
export async function closeRecording(
  db: Db,
  id: RoomId,
  { recording, parts }: Pick<StoredStream, 'recording' | 'parts'>,
): Promise<void> {
  await sql`
    UPDATE streams SET recording = ${recording}, parts = ${JSON.stringify(parts)}::jsonb
    WHERE id = ${id} AND status = 'ended'`.execute(db)
}

/** Live streams of which something is to be decided by now, those among them whose time was set before the clock was set back. */
export async function readDue(
  db: Db,
  { now, horizon }: { now: Instant; horizon: number },
): Promise<RoomId[]> {
  const { rows } = await sql<{ id: RoomId }>`
    SELECT id FROM streams WHERE due_at <= ${now} OR due_at > ${now + horizon} LIMIT 1000`.execute(db)
  return rows.map(({ id }) => id)
}

/** Live streams that nodes carry which are not there any more. */
export async function readOrphans(db: Db, alive: ReadonlySet<string>): Promise<RoomId[]> {
  const { rows } = await sql<{ id: RoomId }>`
    SELECT id FROM streams
    WHERE status = 'live' AND node IS NOT NULL AND node <> ALL(${[...alive]}::uuid[]) LIMIT 1000`.execute(db)
  return rows.map(({ id }) => id)
}

/** Streams by their ids, as far as they are there. */
export async function readThese(db: Db, ids: readonly RoomId[]): Promise<StoredStream[]> {
  const { rows } = await sql<StoredStream>`
    SELECT ${columns} FROM streams WHERE id = ANY(${[...ids]}::uuid[])`.execute(db)
  return rows
}

/** Live streams that are being recorded through this node, or by an engine that is no node's. */
export async function readRecorded(db: Db, node: string): Promise<StoredStream[]> {
  const { rows } = await sql<StoredStream>`
    SELECT ${columns} FROM streams
    WHERE recording = 'running' AND status = 'live' AND (node IS NULL OR node = ${node}) LIMIT 1000`.execute(
    db,
  )
  return rows
}

/** Streams that ended before this instant, whose recordings nobody finished. */
export async function readUnfinished(db: Db, before: Instant): Promise<RoomId[]> {
  const { rows } = await sql<{ id: RoomId }>`
    SELECT id FROM streams WHERE recording = 'running' AND ended_at < ${before} LIMIT 100`.execute(db)
  return rows.map(({ id }) => id)
}

/** Streams of one host that are not over, held until the transaction ends. */
export async function lockOpenOf(tx: Db, host: UserId): Promise<StoredStream[]> {
  const { rows } = await sql<StoredStream>`
    SELECT ${columns} FROM streams WHERE host = ${host} AND status <> 'ended' ORDER BY id
    FOR NO KEY UPDATE`.execute(tx)
  return rows
}
