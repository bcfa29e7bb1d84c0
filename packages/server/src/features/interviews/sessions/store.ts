import type { RoomId, UserId } from '@stoa/contract/http'
import { type Language, SessionRole } from '@stoa/contract/interviews'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import { type GivenUp, noneGivenUp } from './codes.ts'

export interface StoredSession {
  readonly id: RoomId
  readonly staffRoom: RoomId
  readonly title: string
  readonly language: Language
  readonly owner: UserId
  readonly locked: boolean
  readonly createdAt: number
  readonly endedAt: number | null
}

const columns = sql`s.id, s.staff_room AS "staffRoom", s.title, s.language, s.owner, s.locked,
  s.created_at AS "createdAt", s.ended_at AS "endedAt"`

export async function insertSession(tx: Db, session: StoredSession): Promise<void> {
  const { id, staffRoom, title, language, owner, locked, createdAt } = session
  await sql`
    INSERT INTO interview_sessions (id, staff_room, title, language, owner, locked, created_at)
    VALUES (${id}, ${staffRoom}, ${title}, ${language}, ${owner}, ${locked}, ${createdAt})`.execute(tx)
}

/**
 * A session, held with both of its rooms until `tx` ends: what is judged of it stays true. The rooms in the order of their ids, as
 * every append takes them. Null where there is none.
 */
export async function lockSession(tx: Db, id: RoomId): Promise<StoredSession | null> {
  const { rows } = await sql<StoredSession>`
    SELECT ${columns} FROM interview_sessions s WHERE s.id = ${id} FOR NO KEY UPDATE`.execute(tx)
  const [session] = rows
  if (session === undefined) return null
  await sql`
    SELECT FROM rooms WHERE id = ANY(${[session.id, session.staffRoom]}::uuid[])
    ORDER BY id FOR NO KEY UPDATE`.execute(tx)
  return session
}

export async function updateSession(
  tx: Db,
  change: {
    readonly id: RoomId
    readonly title: string
    readonly locked: boolean
    readonly endedAt: number | null
  },
): Promise<void> {
  await sql`
    UPDATE interview_sessions SET title = ${change.title}, locked = ${change.locked}, ended_at = ${change.endedAt}
    WHERE id = ${change.id}`.execute(tx)
}

/** With its participants and its documents' states. */
export async function deleteSession(tx: Db, id: RoomId): Promise<void> {
  await sql`DELETE FROM interview_documents WHERE room_id = ${id}`.execute(tx)
  await sql`DELETE FROM interview_sessions WHERE id = ${id}`.execute(tx)
}

/** A session as one who is in it reads it. */
export type ReadSession = StoredSession & { readonly role: SessionRole; readonly activeAt: number }

export async function readSessions(
  db: Db,
  filter: {
    readonly user: UserId
    readonly session?: RoomId
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<ReadSession[]> {
  const { user, session = null, before = null, limit } = filter
  const { rows } = await sql<ReadSession>`
    SELECT ${columns}, p.role, r.last_at AS "activeAt"
    FROM interview_participants p
    JOIN interview_sessions s ON s.id = p.session_id
    JOIN rooms r ON r.id = s.id
    WHERE p.user_id = ${user} AND p.left_at IS NULL
      AND (${session}::uuid IS NULL OR p.session_id = ${session}::uuid)
      AND (${before}::bigint IS NULL OR s.created_at < ${before}::bigint)
    ORDER BY s.created_at DESC, s.id LIMIT ${limit}`.execute(db)
  return rows
}

/** Sessions in which nothing was written since, neither in front of everybody nor among interviewers. */
export async function readIdleSessions(db: Db, before: number, limit: number): Promise<RoomId[]> {
  const { rows } = await sql<{ id: RoomId }>`
    SELECT s.id FROM interview_sessions s
    JOIN rooms r ON r.id = s.id JOIN rooms staff ON staff.id = s.staff_room
    WHERE s.ended_at IS NULL AND greatest(r.last_at, staff.last_at) <= ${before} LIMIT ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

export interface StoredParticipant {
  readonly session: RoomId
  readonly user: UserId
  readonly role: SessionRole
  readonly joinedAt: number
  /** Null while they are in it. */
  readonly leftAt: number | null
  /** Did an interviewer put them out? */
  readonly removed: boolean
}

const participantColumns = sql`session_id AS session, user_id AS "user", role, joined_at AS "joinedAt",
  left_at AS "leftAt", removed`

/** Those who are in these sessions, in the order in which they came. */
export async function readParticipants(db: Db, sessions: readonly RoomId[]): Promise<StoredParticipant[]> {
  const { rows } = await sql<StoredParticipant>`
    SELECT ${participantColumns} FROM interview_participants
    WHERE session_id = ANY(${sessions}::uuid[]) AND left_at IS NULL ORDER BY joined_at, user_id`.execute(db)
  return rows
}

/** How many of these sessions' links were given up: for each who was removed, that of the role they had; all for an interviewer. */
export async function readGivenUp(db: Db, sessions: readonly RoomId[]): Promise<Map<RoomId, GivenUp>> {
  const { rows } = await sql<{ session: RoomId; role: SessionRole; count: number }>`
    SELECT session_id AS session, role, count(*)::int AS count FROM interview_participants
    WHERE session_id = ANY(${sessions}::uuid[]) AND removed GROUP BY session_id, role`.execute(db)
  const counted = new Map(sessions.map((session) => [session, noneGivenUp]))
  for (const { session, role, count } of rows) {
    const known = { ...(counted.get(session) ?? noneGivenUp) }
    for (const one of SessionRole.options) if (role === one || role === 'interviewer') known[one] += count
    counted.set(session, known)
  }
  return counted
}

/** Those who left these sessions or were put out, the last ones of each, in the order in which they came. */
export async function readLeft(
  db: Db,
  sessions: readonly RoomId[],
  most: number,
): Promise<StoredParticipant[]> {
  const { rows } = await sql<StoredParticipant>`
    SELECT ${participantColumns} FROM (
      SELECT *, row_number() OVER (PARTITION BY session_id ORDER BY left_at DESC, user_id) AS place
      FROM interview_participants WHERE session_id = ANY(${sessions}::uuid[]) AND left_at IS NOT NULL
    ) AS gone
    WHERE place <= ${most} ORDER BY joined_at, user_id`.execute(db)
  return rows
}

/** Everybody who ever was in this session. */
export async function readEverybody(db: Db, session: RoomId): Promise<StoredParticipant[]> {
  const { rows } = await sql<StoredParticipant>`
    SELECT ${participantColumns} FROM interview_participants WHERE session_id = ${session}`.execute(db)
  return rows
}

export async function readParticipant(
  db: Db,
  session: RoomId,
  user: UserId,
): Promise<StoredParticipant | null> {
  const { rows } = await sql<StoredParticipant>`
    SELECT ${participantColumns} FROM interview_participants
    WHERE session_id = ${session} AND user_id = ${user}`.execute(db)
  return rows[0] ?? null
}

/** Also somebody who was there before, who then is there as this. */
export async function writeParticipant(
  tx: Db,
  participant: Pick<StoredParticipant, 'session' | 'user' | 'role' | 'joinedAt'>,
): Promise<void> {
  const { session, user, role, joinedAt } = participant
  await sql`
    INSERT INTO interview_participants (session_id, user_id, role, joined_at)
    VALUES (${session}, ${user}, ${role}, ${joinedAt})
    ON CONFLICT (session_id, user_id) DO UPDATE SET role = ${role}, joined_at = ${joinedAt}, left_at = NULL`.execute(
    tx,
  )
}

export async function markLeft(
  tx: Db,
  left: { readonly session: RoomId; readonly user: UserId; readonly at: number; readonly removed: boolean },
): Promise<void> {
  await sql`
    UPDATE interview_participants SET left_at = ${left.at}, removed = ${left.removed}
    WHERE session_id = ${left.session} AND user_id = ${left.user}`.execute(tx)
}

/** Those of these who are in no room and were in no other interview. */
export async function readHomeless(db: Db, users: readonly UserId[]): Promise<UserId[]> {
  const { rows } = await sql<{ user: UserId }>`
    SELECT u.id AS "user" FROM unnest(${users}::uuid[]) AS u (id)
    WHERE NOT EXISTS (SELECT FROM room_members m WHERE m.user_id = u.id)
      AND NOT EXISTS (SELECT FROM interview_participants p WHERE p.user_id = u.id)`.execute(db)
  return rows.map((row) => row.user)
}
