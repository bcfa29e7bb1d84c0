import type { getEarnings } from '@stoa/contract/calls'
import { daysIn, Fault, type RouteQuery, type RouteResult, type UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import { calculateEarnings, toCoins } from '../wallet/index.ts'

type Asked = RouteQuery<typeof getEarnings> & { readonly creator: UserId }
type Earnings = RouteResult<typeof getEarnings>
type EarnedCall = Earnings['calls'][number]

const newest = 200
/** The longest time that is added up at once: a little more than a year. */
const longest = 400 * 24 * 3_600_000

/** What a creator's settled calls earned from one instant to before another, by the days of a time zone. Faults: BAD_REQUEST. */
export async function readEarnings(db: Db, { creator, from, to, zone }: Asked): Promise<Earnings> {
  if (to <= from) throw new Fault('BAD_REQUEST', '`to` must be after `from`.')
  if (to - from > longest) throw new Fault('BAD_REQUEST', 'Ask for 400 days at most.')
  const { rows } = await sql<EarnedCall>`
    SELECT call_id AS call, caller, at, seconds, rate, earned, fee FROM call_log
    WHERE creator = ${creator} AND at >= ${from} AND at < ${to} AND seconds > 0 ORDER BY at DESC, call_id`.execute(
    db,
  )
  const dayOf = daysIn(zone)
  const sum = (of: (call: EarnedCall) => number) => rows.reduce((total, call) => total + of(call), 0)
  return {
    total: calculateEarnings(
      rows.map(({ seconds, rate }) => ({ duration_seconds: seconds, rate: toCoins(rate) })),
    ),
    earned: sum((call) => call.earned),
    fees: sum((call) => call.fee),
    seconds: sum((call) => call.seconds),
    days: groups(rows, ({ at }) => dayOf(at))
      .map(([day, sums]) => ({ day, ...sums }))
      .toSorted((one, other) => (one.day < other.day ? -1 : 1)),
    callers: groups(rows, (call) => call.caller)
      .map(([caller, sums]) => ({ caller, ...sums }))
      .toSorted((one, other) => other.earned - one.earned),
    calls: rows.slice(0, newest),
  }
}

function groups<K>(
  calls: readonly EarnedCall[],
  keyOf: (call: EarnedCall) => K,
): [K, { earned: number; seconds: number; calls: number }][] {
  const found = new Map<K, { earned: number; seconds: number; calls: number }>()
  for (const call of calls) {
    const key = keyOf(call)
    const sums = found.get(key) ?? { earned: 0, seconds: 0, calls: 0 }
    sums.earned += call.earned
    sums.seconds += call.seconds
    sums.calls += 1
    found.set(key, sums)
  }
  return [...found]
}
