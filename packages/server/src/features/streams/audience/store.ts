import type { Instant, RoomId, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

export interface Viewing {
  readonly stream: RoomId
  readonly viewing: string
  readonly viewer: UserId
  readonly at: Instant
}

/** Many at once, as an audience comes. Those that another node closed as it took their own for dead are open again. */
export async function openViewings(tx: Db, viewings: readonly Viewing[], node: string | null): Promise<void> {
  await sql`
    INSERT INTO stream_viewings (stream_id, viewing, user_id, node, joined_at)
    SELECT DISTINCT ON (stream, viewing) stream, viewing, viewer, ${node}::uuid, at
    FROM json_to_recordset(${JSON.stringify(viewings)}::json) AS row (stream uuid, viewing text, viewer uuid, at bigint)
    WHERE EXISTS (SELECT 1 FROM streams WHERE id = stream AND status <> 'ended')
    ORDER BY stream, viewing, at
    ON CONFLICT (stream_id, viewing) DO UPDATE SET left_at = NULL WHERE stream_viewings.node = excluded.node`.execute(
    tx,
  )
}

export async function closeViewings(tx: Db, viewings: readonly Viewing[]): Promise<void> {
  await sql`
    UPDATE stream_viewings SET left_at = greatest(joined_at, row.at)
    FROM json_to_recordset(${JSON.stringify(viewings)}::json) AS row (stream uuid, viewing text, at bigint)
    WHERE stream_id = row.stream AND stream_viewings.viewing = row.viewing AND left_at IS NULL`.execute(tx)
}

/** Keeps the most there were at once. */
export async function raisePeaks(tx: Db, streams: readonly RoomId[]): Promise<void> {
  // In one order everywhere, so that no two wait for each other.
  await sql`
    SELECT 1 FROM streams WHERE id = ANY(${[...streams]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`.execute(tx)
  await sql`
    UPDATE streams SET peak = now.viewers
    FROM (
      SELECT s.id, count(DISTINCT v.user_id) AS viewers
      FROM streams s JOIN stream_viewings v ON v.stream_id = s.id AND v.left_at IS NULL
      WHERE s.id = ANY(${[...streams]}::uuid[]) AND v.user_id <> s.host AND v.user_id <> ALL(s.cohosts)
      GROUP BY s.id
    ) AS now
    WHERE streams.id = now.id AND streams.peak < now.viewers`.execute(tx)
}

export async function closeAllOf(tx: Db, stream: RoomId, at: Instant): Promise<void> {
  await sql`
    UPDATE stream_viewings SET left_at = greatest(joined_at, ${at})
    WHERE stream_id = ${stream} AND left_at IS NULL`.execute(tx)
}

/** Viewings by nodes that are not there any more: their viewers went with them. */
export async function closeOrphans(db: Db, alive: ReadonlySet<string>, at: Instant): Promise<void> {
  await sql`
    UPDATE stream_viewings SET left_at = greatest(joined_at, ${at})
    WHERE left_at IS NULL AND node IS NOT NULL AND node <> ALL(${[...alive]}::uuid[])`.execute(db)
}

export interface Stay {
  readonly user: UserId
  readonly joinedAt: Instant
  readonly leftAt: Instant | null
}

/** Who watched, newest first. Viewings of one person that overlap, as of several publishers, are one stay. */
export async function readStays(
  db: Db,
  { stream, limit }: { readonly stream: RoomId; readonly limit: number },
): Promise<Stay[]> {
  const { rows } = await sql<Stay>`
    WITH reached AS (
      SELECT user_id, joined_at, left_at, viewing, max(coalesce(left_at, 9007199254740991)) OVER before AS reach
      FROM stream_viewings WHERE stream_id = ${stream}
      WINDOW before AS (
        PARTITION BY user_id ORDER BY joined_at, viewing ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), numbered AS (
      SELECT user_id, joined_at, left_at,
        count(*) FILTER (WHERE reach IS NULL OR reach < joined_at)
          OVER (PARTITION BY user_id ORDER BY joined_at, viewing ROWS UNBOUNDED PRECEDING) AS stay
      FROM reached
    )
    SELECT user_id AS "user", min(joined_at) AS "joinedAt",
      CASE WHEN bool_or(left_at IS NULL) THEN NULL ELSE max(left_at) END AS "leftAt"
    FROM numbered GROUP BY user_id, stay
    ORDER BY min(joined_at) DESC, user_id LIMIT ${limit}`.execute(db)
  return rows
}

/** Live streams, and those in which a viewing has not ended. `present`: whoever publishes, as far as is written. */
export async function readCarried(db: Db): Promise<
  {
    readonly stream: RoomId
    readonly publishers: readonly { readonly publisher: UserId; readonly present: boolean }[]
    readonly viewings: readonly { readonly viewing: string; readonly viewer: UserId }[]
  }[]
> {
  const { rows } = await sql<{
    stream: RoomId
    might: UserId[]
    present: UserId[]
    viewings: { viewing: string; viewer: UserId }[]
  }>`
    SELECT id AS stream, host || cohosts AS might, publishers AS present,
      (SELECT coalesce(json_agg(json_build_object('viewing', viewing, 'viewer', user_id)), '[]'::json)
       FROM stream_viewings v WHERE v.stream_id = streams.id AND left_at IS NULL) AS viewings
    FROM streams WHERE status = 'live'`.execute(db)
  return rows.map(({ stream, might, present, viewings }) => ({
    stream,
    publishers: might.map((publisher) => ({ publisher, present: present.includes(publisher) })),
    viewings,
  }))
}
