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
}

const columns = sql`id, user_id AS user, key, created_at AS at, amount, provider, status, price, currency, session, url, transfer`

export async function insertTopUp(tx: Db, row: TopUpRow): Promise<void> {
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

export function toTopUp({ id, at, amount, provider, status, url }: TopUpRow): TopUp {
  return { id, at, amount, provider, status, url: status === 'pending' ? url : null }
}
