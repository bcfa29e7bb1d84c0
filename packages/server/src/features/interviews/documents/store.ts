import type { RoomId } from '@stoa/contract/http'
import { update } from '@stoa/contract/interviews'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

/** Which document: the entry that began it. */
export interface Place {
  readonly room: RoomId
  readonly document: number
}

/** All updates about a document up to a seq, merged into one. */
export interface StoredState {
  readonly generation: string
  readonly upTo: number
  readonly state: Uint8Array
}

/** Documents that begin, in their own transaction. */
export async function insertDocuments(
  tx: Db,
  begun: readonly (Place & { readonly generation: string })[],
): Promise<void> {
  await sql`
    INSERT INTO interview_documents (room_id, document, generation, up_to, state)
    SELECT room_id, document, generation, document, ''
    FROM json_to_recordset(${JSON.stringify(begun.map(({ room: room_id, ...rest }) => ({ room_id, ...rest })))}::json)
      AS begun (room_id uuid, document bigint, generation uuid)`.execute(tx)
}

export async function deleteDocuments(tx: Db, places: readonly Place[]): Promise<void> {
  await sql`
    DELETE FROM interview_documents d
    USING unnest(${places.map(({ room }) => room)}::uuid[], ${places.map(({ document }) => document)}::bigint[])
      AS place (room_id, document)
    WHERE d.room_id = place.room_id AND d.document = place.document`.execute(tx)
}

export async function countDocuments(db: Db, room: RoomId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM interview_documents WHERE room_id = ${room}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Null where there is no such document, or it was removed. */
export async function readState(db: Db, { room, document }: Place): Promise<StoredState | null> {
  const { rows } = await sql<StoredState>`
    SELECT generation, up_to AS "upTo", state FROM interview_documents
    WHERE room_id = ${room} AND document = ${document}`.execute(db)
  return rows[0] ?? null
}

/** Keeps a state that is ahead of the stored one; a document that was removed meanwhile stays without (T12). */
export async function writeState(db: Db, { room, document }: Place, state: StoredState): Promise<void> {
  await sql`
    UPDATE interview_documents SET up_to = ${state.upTo}, state = ${Buffer.from(state.state)}
    WHERE room_id = ${room} AND document = ${document} AND generation = ${state.generation}
      AND up_to < ${state.upTo}`.execute(db)
}

/** The next updates of a document after a seq, in base64, oldest first, and the head of its room as it was before they were read. */
export async function readUpdates(
  db: Db,
  { room, document, after, limit }: Place & { readonly after: number; readonly limit: number },
): Promise<{ readonly head: number; readonly updates: { readonly seq: number; readonly update: string }[] }> {
  // One statement sees one moment: no update up to this head is missing.
  const { rows } = await sql<{ head: number; seq: number | null; update: string | null }>`
    SELECT r.head, e.seq, e.body ->> 'update' AS update
    FROM rooms r LEFT JOIN LATERAL (
      SELECT seq, body FROM entries
      WHERE room_id = ${room} AND about = ${document} AND seq > ${after} AND type = ${update.name} AND body IS NOT NULL
      ORDER BY seq LIMIT ${limit}
    ) e ON true
    WHERE r.id = ${room} ORDER BY e.seq`.execute(db)
  return {
    head: rows[0]?.head ?? after,
    updates: rows.flatMap((row) =>
      row.seq === null || row.update === null ? [] : [{ seq: row.seq, update: row.update }],
    ),
  }
}

/**
 * The next documents of interviews that are under way, in the order of their places, and whether something about them is newer
 * than their state.
 */
export async function readStale(
  db: Db,
  after: Place | null,
  limit: number,
): Promise<(Place & { readonly stale: boolean })[]> {
  const { rows } = await sql<Place & { stale: boolean }>`
    SELECT d.room_id AS room, d.document, EXISTS (
      SELECT FROM entries e WHERE e.room_id = d.room_id AND e.about = d.document AND e.seq > d.up_to
    ) AS stale
    FROM interview_documents d JOIN interview_sessions s ON s.id = d.room_id
    WHERE s.ended_at IS NULL
      AND (${after === null}::boolean OR (d.room_id, d.document) > (${after?.room ?? null}::uuid, ${after?.document ?? null}::bigint))
    ORDER BY d.room_id, d.document LIMIT ${limit}`.execute(db)
  return rows
}
