import type { CallMedia, CallState } from '@stoa/contract/calls'
import type { Instant, RoomId, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import type { Call } from './call.ts'
import { dueAt, horizon, type Timing } from './judgement.ts'
import type { Heard } from './metering.ts'

/** A call as its row is read. */
interface Row extends Omit<Call, 'caller' | 'creator'> {
  readonly callerHeard: Instant | null
  readonly callerFrom: Instant | null
  readonly callerUntil: Instant | null
  readonly creatorHeard: Instant | null
  readonly creatorFrom: Instant | null
  readonly creatorUntil: Instant | null
}

const columns = sql`
  id, caller AS "callerId", creator AS "creatorId", media, rate, state, created_at AS "createdAt",
  accepted_at AS "acceptedAt", connected_at AS "connectedAt", ended_at AS "endedAt", end_reason AS "end",
  deadline_at AS "deadlineAt", caller_heard AS "callerHeard", caller_from AS "callerFrom", caller_until AS "callerUntil",
  creator_heard AS "creatorHeard", creator_from AS "creatorFrom", creator_until AS "creatorUntil",
  paid_ms AS "paidMs", lost_ms AS "lostMs", held_ms AS "heldMs", hold, last, retry_at AS "retryAt",
  settled_at AS "settledAt", charge, earned, fee, stars`

function toCall(row: Row): Call {
  const { callerHeard, callerFrom, callerUntil, creatorHeard, creatorFrom, creatorUntil, ...rest } = row
  return {
    ...rest,
    caller: toHeard(callerHeard, callerFrom, callerUntil),
    creator: toHeard(creatorHeard, creatorFrom, creatorUntil),
  }
}

function toHeard(heardAt: Instant | null, from: Instant | null, until: Instant | null): Heard | null {
  return heardAt === null ? null : { heardAt, from, until }
}

export async function readCall(db: Db, id: RoomId): Promise<Call | undefined> {
  const { rows } = await sql<Row>`SELECT ${columns} FROM calls WHERE id = ${id}`.execute(db)
  return rows.map(toCall)[0]
}

/** The call that a command of this caller began, if it did. */
export async function readByKey(db: Db, caller: UserId, key: string): Promise<Call | undefined> {
  const { rows } = await sql<Row>`
    SELECT ${columns} FROM calls WHERE caller = ${caller} AND key = ${key}`.execute(db)
  return rows.map(toCall)[0]
}

/** Calls of one person from either side, newest first. */
export async function readCallsOf(
  db: Db,
  { user, before, limit }: { user: UserId; before: Instant | undefined; limit: number },
): Promise<Call[]> {
  const older = before === undefined ? sql`true` : sql`created_at < ${before}`
  const { rows } = await sql<Row>`
    SELECT ${columns} FROM (
      (SELECT * FROM calls WHERE caller = ${user} AND ${older} ORDER BY created_at DESC LIMIT ${limit})
      UNION ALL
      (SELECT * FROM calls WHERE creator = ${user} AND ${older} ORDER BY created_at DESC LIMIT ${limit})
    ) AS mine ORDER BY created_at DESC, id LIMIT ${limit}`.execute(db)
  return rows.map(toCall)
}

/** Live calls about which something is to be decided, without holding them. */
export async function readDue(db: Db, now: Instant): Promise<Call[]> {
  const { rows } = await sql<Row>`
    SELECT ${columns} FROM calls
    WHERE ended_at IS NULL AND (due_at <= ${now} OR due_at > ${now + horizon})
    ORDER BY due_at LIMIT 1000`.execute(db)
  return rows.map(toCall)
}

/** The calls, held until the transaction ends; in one order everywhere, so that two never wait for each other. */
export async function lockCalls(tx: Db, ids: readonly RoomId[]): Promise<Map<RoomId, Call>> {
  const { rows } = await sql<Row>`
    SELECT ${columns} FROM calls WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`.execute(tx)
  return new Map(rows.map((row) => [row.id, toCall(row)]))
}

/** A call that nobody else is deciding about just now, held until the transaction ends. */
export async function lockFree(tx: Db, id: RoomId): Promise<Call | undefined> {
  const { rows } = await sql<Row>`
    SELECT ${columns} FROM calls WHERE id = ${id} AND ended_at IS NULL
    FOR NO KEY UPDATE SKIP LOCKED`.execute(tx)
  return rows.map(toCall)[0]
}

export interface NewCall {
  readonly id: RoomId
  readonly caller: UserId
  readonly creator: UserId
  readonly media: CallMedia
  readonly rate: number
  readonly key: string
  readonly state: CallState
  readonly createdAt: Instant
  readonly deadlineAt: Instant
  readonly heldMs: number
  readonly hold: string
}

export async function insertCall(tx: Db, call: NewCall): Promise<Call> {
  const due = call.state === 'initiated' ? call.createdAt : call.deadlineAt
  const { rows } = await sql<Row>`
    INSERT INTO calls (id, caller, creator, media, rate, key, state, created_at, deadline_at, due_at, held_ms, hold)
    VALUES (${call.id}, ${call.caller}, ${call.creator}, ${call.media}, ${call.rate}, ${call.key}, ${call.state},
      ${call.createdAt}, ${call.deadlineAt}, ${due}, ${call.heldMs}, ${call.hold})
    RETURNING ${columns}`.execute(tx)
  const [made] = rows.map(toCall)
  if (made === undefined) throw new Error('an insert gave no row')
  return made
}

/** Writes what changes while calls are live and as they end. Call it with the calls locked. */
export async function saveCalls(tx: Db, calls: readonly Call[], timing: Timing): Promise<void> {
  const rows = calls.map((call) => ({
    ...{ id: call.id, state: call.state, accepted_at: call.acceptedAt, connected_at: call.connectedAt },
    ...{ ended_at: call.endedAt, end_reason: call.end, deadline_at: call.deadlineAt },
    due_at: dueAt(call, timing),
    ...{
      caller_heard: call.caller?.heardAt,
      caller_from: call.caller?.from,
      caller_until: call.caller?.until,
    },
    ...{ creator_heard: call.creator?.heardAt, creator_from: call.creator?.from },
    ...{ creator_until: call.creator?.until, paid_ms: call.paidMs, held_ms: call.heldMs },
    ...{ lost_ms: call.lostMs, last: call.last, retry_at: call.retryAt },
  }))
  await sql`
    UPDATE calls SET state = row.state, accepted_at = row.accepted_at, connected_at = row.connected_at,
      ended_at = row.ended_at, end_reason = row.end_reason, deadline_at = row.deadline_at, due_at = row.due_at,
      caller_heard = row.caller_heard, caller_from = row.caller_from, caller_until = row.caller_until,
      creator_heard = row.creator_heard, creator_from = row.creator_from, creator_until = row.creator_until,
      paid_ms = row.paid_ms, lost_ms = row.lost_ms, held_ms = row.held_ms, last = row.last,
      retry_at = row.retry_at
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (
      id uuid, state text, accepted_at bigint, connected_at bigint, ended_at bigint, end_reason text,
      deadline_at bigint, due_at bigint, caller_heard bigint, caller_from bigint, caller_until bigint,
      creator_heard bigint, creator_from bigint, creator_until bigint, paid_ms bigint, lost_ms bigint, held_ms bigint,
      last boolean, retry_at bigint)
    WHERE calls.id = row.id`.execute(tx)
}

/** Puts people into a call; false where one of them is in one already. */
export async function takeParties(tx: Db, call: RoomId, users: readonly UserId[]): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO call_parties (user_id, call_id)
    SELECT user_id, ${call} FROM unnest(${users.toSorted()}::uuid[]) AS party (user_id)
    ON CONFLICT (user_id) DO NOTHING RETURNING 1`.execute(tx)
  return rows.length === users.length
}

export async function freeParties(tx: Db, calls: readonly RoomId[]): Promise<void> {
  await sql`DELETE FROM call_parties WHERE call_id = ANY(${calls}::uuid[])`.execute(tx)
}

/** The live call of two people with each other, held until the transaction ends. */
export async function lockCallBetween(tx: Db, one: UserId, other: UserId): Promise<Call | undefined> {
  const { rows } = await sql<Row>`
    SELECT ${columns} FROM calls
    WHERE ended_at IS NULL AND (caller, creator) IN ((${one}::uuid, ${other}::uuid), (${other}::uuid, ${one}::uuid))
    FOR NO KEY UPDATE`.execute(tx)
  return rows.map(toCall)[0]
}

const callerKey = (caller: UserId) => `call of ${caller}`
const pairKey = (one: UserId, other: UserId) => `call between ${[one, other].sort().join(' ')}`

/** Until `tx` ends: one start at a time for a caller, and none while a block between the two is set. */
export async function lockStart(tx: Db, caller: UserId, creator: UserId): Promise<void> {
  await sql`
    SELECT pg_advisory_xact_lock(hashtextextended(${callerKey(caller)}, 0)),
      pg_advisory_xact_lock(hashtextextended(${pairKey(caller, creator)}, 0))`.execute(tx)
}

/** Until `tx` ends: neither of the two begins to call the other. */
export async function lockPair(tx: Db, one: UserId, other: UserId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${pairKey(one, other)}, 0))`.execute(tx)
}
