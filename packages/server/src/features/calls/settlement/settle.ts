import type { Instant, RoomId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import { charge, splitFee } from '../../wallet/index.ts'
import { type Call, secondsOf } from '../call.ts'
import type { Needs, Settling } from '../needs.ts'
import { lockCalls } from '../store.ts'

export type SettleNeeds = Pick<Needs, 'database' | 'rooms' | 'wallet' | 'clock' | 'config'>

/** A call with what it came to, in cents. */
interface Settled extends Call {
  readonly charge: number
  readonly earned: number
  readonly fee: number
}

/**
 * Settles those of these calls that are over and not settled yet, in one transaction: one charge, one earning, one fee and one row of
 * the log each (C7). Harmless when repeated, at once or later, on any node.
 */
export async function settle(needs: SettleNeeds, ids: readonly RoomId[]): Promise<void> {
  const { database, rooms, wallet, clock, config } = needs
  await database.transaction(async (tx) => {
    const locked = [...(await lockCalls(tx, ids)).values()]
    const calls = locked
      .filter((call) => call.endedAt !== null && call.settledAt === null)
      .map((call) => price(call, config.callFeePercent))
    if (calls.length === 0) return
    await wallet.apply(tx, calls.flatMap(settlingsOf))
    const now = clock()
    await logCalls(
      tx,
      calls.filter((call) => call.acceptedAt !== null),
    )
    await markSettled(tx, calls, now)
    // Nothing is said in it any more; that it closes also tells both that it is settled.
    for (const call of calls) await rooms.change(tx, { room: call.id, by: null, closed: true })
  })
}

function price(call: Call, percent: number): Settled {
  const amount = charge(call.rate, secondsOf(call))
  const { fee, rest } = splitFee(amount, percent)
  return { ...call, charge: amount, earned: rest, fee }
}

/** The caller pays the creator, and the creator the house: what it takes is no line of the caller's statement. */
function settlingsOf({ id: reference, hold, creatorId, charge: amount, fee }: Settled): Settling[] {
  if (amount === 0) return [{ do: 'release', hold }]
  const paid: Settling = { do: 'capture', hold, parts: [{ to: creatorId, amount, kind: 'call', reference }] }
  if (fee === 0) return [paid]
  const leg = { from: creatorId, to: 'fees', amount: fee, kind: 'fee', reference } as const
  return [paid, { do: 'transfer', legs: [leg] }]
}

async function logCalls(tx: Db, calls: readonly Settled[]): Promise<void> {
  if (calls.length === 0) return
  const rows = calls.map((call) => ({
    ...{ call_id: call.id, caller: call.callerId, creator: call.creatorId, at: call.endedAt },
    ...{ seconds: secondsOf(call), rate: call.rate, charge: call.charge, earned: call.earned, fee: call.fee },
  }))
  await sql`
    INSERT INTO call_log (call_id, caller, creator, at, seconds, rate, charge, earned, fee)
    SELECT call_id, caller, creator, at, seconds, rate, charge, earned, fee
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (
      call_id uuid, caller uuid, creator uuid, at bigint, seconds bigint, rate bigint, charge bigint, earned bigint,
      fee bigint)`.execute(tx)
}

async function markSettled(tx: Db, calls: readonly Settled[], now: Instant): Promise<void> {
  const rows = calls.map(({ id, charge: amount, earned, fee }) => ({ id, charge: amount, earned, fee }))
  await sql`
    UPDATE calls SET settled_at = ${now}, charge = row.charge, earned = row.earned, fee = row.fee
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (id uuid, charge bigint, earned bigint, fee bigint)
    WHERE calls.id = row.id`.execute(tx)
}

/** Calls that have been over for a while and are not settled: their job was lost with its node, or failed. */
export async function readUnsettled(db: Db, before: Instant): Promise<RoomId[]> {
  const { rows } = await sql<{ id: RoomId }>`
    SELECT id FROM calls WHERE ended_at IS NOT NULL AND settled_at IS NULL AND ended_at < ${before}
    ORDER BY ended_at LIMIT 500`.execute(db)
  return rows.map(({ id }) => id)
}
