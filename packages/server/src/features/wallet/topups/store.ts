import type { UserId } from '@stoa/contract/http'
import type { TopUp } from '@stoa/contract/wallet'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

export interface TopUpRow {
  readonly id: string
  readonly user: UserId
  readonly key: string
  readonly at: number
  readonly amount: number
  readonly provider: 'demo' | 'stripe'
  readonly status: 'pending' | 'paid' | 'failed'
  readonly price: number | null
  readonly currency: string | null
  readonly session: string | null
  readonly url: string | null
  readonly transfer: string | null
  /** How many of the coins were taken back as their money went back. */
  readonly taken: number
}

export type NewTopUp = Omit<TopUpRow, 'taken'>

const columns = sql`id, user_id AS user, key, created_at AS at, amount, provider, status, price, currency, session, url, transfer, taken`

export async function insertTopUp(tx: Db, row: NewTopUp): Promise<void> {
  await sql`
    INSERT INTO wallet_top_ups (id, user_id, key, created_at, amount, provider, status, price, currency, session, url, transfer)
    VALUES (${row.id}, ${row.user}, ${row.key}, ${row.at}, ${row.amount}, ${row.provider}, ${row.status}, ${row.price},
      ${row.currency}, ${row.session}, ${row.url}, ${row.transfer})`.execute(tx)
}

export async function readTopUp(
  db: Db,
  { owner, key }: { readonly owner: UserId; readonly key: string },
): Promise<TopUpRow | null> {
  const { rows } = await sql<TopUpRow>`
    SELECT ${columns} FROM wallet_top_ups WHERE user_id = ${owner} AND key = ${key}`.execute(db)
  return rows[0] ?? null
}

export async function readTopUps(db: Db, user: UserId): Promise<TopUpRow[]> {
  const { rows } = await sql<TopUpRow>`
    SELECT ${columns} FROM wallet_top_ups WHERE user_id = ${user} ORDER BY created_at DESC, id DESC LIMIT 50`.execute(
    db,
  )
  return rows
}

/** Keeps where it is paid, once. */
export async function setSession(
  tx: Db,
  { id, session, url }: { readonly id: string; readonly session: string; readonly url: string },
): Promise<void> {
  await sql`
    UPDATE wallet_top_ups SET session = ${session}, url = ${url} WHERE id = ${id} AND session IS NULL`.execute(
    tx,
  )
}

/** The purchase, held until the transaction ends. */
export async function lockTopUp(tx: Db, id: string): Promise<TopUpRow | null> {
  const { rows } = await sql<TopUpRow>`
    SELECT ${columns} FROM wallet_top_ups WHERE id = ${id} FOR NO KEY UPDATE`.execute(tx)
  return rows[0] ?? null
}

export async function setStatus(
  tx: Db,
  {
    id,
    status,
    transfer,
  }: { readonly id: string; readonly status: TopUpRow['status']; readonly transfer: string | null },
): Promise<void> {
  await sql`UPDATE wallet_top_ups SET status = ${status}, transfer = ${transfer} WHERE id = ${id}`.execute(tx)
}

/** Keeps what went back by one cause; what is told out of order does not lower it until it is final. */
export async function keepMoneyBack(
  tx: Db,
  {
    topUp,
    cause,
    price,
    final,
  }: { readonly topUp: string; readonly cause: string; readonly price: number; readonly final: boolean },
): Promise<void> {
  await sql`
    INSERT INTO wallet_money_back AS known (top_up, cause, price, final) VALUES (${topUp}, ${cause}, ${price}, ${final})
    ON CONFLICT (top_up, cause) DO UPDATE SET final = excluded.final,
      price = CASE WHEN excluded.final THEN excluded.price ELSE greatest(known.price, excluded.price) END
    WHERE NOT known.final`.execute(tx)
}

/** How much of what was paid for it went back, by all causes. */
export async function readMoneyBack(db: Db, topUp: string): Promise<number> {
  const { rows } = await sql<{ price: number }>`
    SELECT coalesce(sum(price), 0)::bigint AS price FROM wallet_money_back WHERE top_up = ${topUp}`.execute(
    db,
  )
  return rows[0]?.price ?? 0
}

/** Was the transfer that gave its coins taken back as a whole before? */
export async function isReversed(db: Db, transfer: string): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM wallet_transfers WHERE reverses = ${transfer}`.execute(db)
  return rows.length > 0
}

export async function setTaken(
  tx: Db,
  { id, taken }: { readonly id: string; readonly taken: number },
): Promise<void> {
  await sql`UPDATE wallet_top_ups SET taken = ${taken} WHERE id = ${id}`.execute(tx)
}

/** True where this event was not seen before. */
export async function noteEvent(
  tx: Db,
  { provider, event, at }: { readonly provider: string; readonly event: string; readonly at: number },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO wallet_provider_events (provider, event, at) VALUES (${provider}, ${event}, ${at})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(tx)
  return rows.length === 1
}

export function toTopUp({ id, at, amount, provider, status, url }: NewTopUp): TopUp {
  return { id, at, amount, provider, status, url: status === 'pending' ? url : null }
}
