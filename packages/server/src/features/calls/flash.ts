import { Fault, type Instant, type UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import type { Needs } from './needs.ts'

const minute = 60_000
/** B1: so many calls begun in `window` milliseconds. */
const blocked = { calls: 15, window: 10 * minute }
const flagged = { calls: 10, window: 5 * minute }
/** A call that both confirmed for so long has lasted. */
const lasting = 30_000

/** Faults: NOT_ALLOWED with `until`, for whoever has begun 15 calls in the last 10 minutes. */
export async function refuseFlash(tx: Db, caller: UserId, now: Instant): Promise<void> {
  const { rows } = await sql<{ at: Instant }>`
    SELECT created_at AS at FROM calls WHERE caller = ${caller} AND created_at > ${now - blocked.window}
    ORDER BY created_at DESC LIMIT ${blocked.calls}`.execute(tx)
  const oldest = rows.at(-1)
  if (rows.length < blocked.calls || oldest === undefined) return
  throw new Fault('NOT_ALLOWED', 'You have called too often. Try again later.', {
    details: { until: oldest.at + blocked.window },
  })
}

/** Flags whoever has begun 10 calls in the last 5 minutes and stayed in none: once for each such stretch. */
export async function countStart(
  { recordSecurityEvent }: Pick<Needs, 'recordSecurityEvent'>,
  tx: Db,
  { caller, now }: { readonly caller: UserId; readonly now: Instant },
): Promise<void> {
  const since = now - flagged.window
  const { rows } = await sql<{ calls: number; longest: number }>`
    SELECT count(*) AS calls, coalesce(max(paid_ms), 0) AS longest FROM calls
    WHERE caller = ${caller} AND created_at > ${since}`.execute(tx)
  const [begun] = rows
  if (begun === undefined || begun.calls < flagged.calls || begun.longest >= lasting) return
  const details = { calls: begun.calls, minutes: flagged.window / minute }
  const { rows: made } = await sql`
    INSERT INTO call_flags (user_id, kind, at, details)
    SELECT ${caller}::uuid, 'flash', ${now}::bigint, ${JSON.stringify(details)}::jsonb
    WHERE NOT EXISTS (SELECT 1 FROM call_flags WHERE user_id = ${caller} AND kind = 'flash' AND at > ${since})
    RETURNING 1`.execute(tx)
  if (made.length === 0) return
  await recordSecurityEvent(tx, {
    ...{ at: now, kind: 'calls.flagged', actor: null, subject: caller, address: null, details },
  })
}
