import type { UserId } from '@stoa/contract/http'
import type { Payout } from '@stoa/contract/wallet'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

export interface PayoutRow extends Payout {
  readonly hold: string
}

const columns = sql`id, user_id AS user, created_at AS at, amount, status, decided_at AS "decidedAt", note, hold`

export async function insertPayout(tx: Db, row: PayoutRow): Promise<void> {
  await sql`
    INSERT INTO wallet_payouts (id, user_id, created_at, amount, status, hold, note)
    VALUES (${row.id}, ${row.user}, ${row.at}, ${row.amount}, ${row.status}, ${row.hold}, ${row.note})`.execute(
    tx,
  )
}

/** The payout, held until the transaction ends. */
export async function lockPayout(tx: Db, id: string): Promise<PayoutRow | null> {
  const { rows } = await sql<PayoutRow>`
    SELECT ${columns} FROM wallet_payouts WHERE id = ${id} FOR NO KEY UPDATE`.execute(tx)
  return rows[0] ?? null
}

/** Newest first, 200 at most; everybody's where no user is named. */
export async function readPayouts(
  db: Db,
  filter: { readonly user: UserId | null; readonly status: Payout['status'] | undefined },
): Promise<PayoutRow[]> {
  const { rows } = await sql<PayoutRow>`
    SELECT ${columns} FROM wallet_payouts
    WHERE (${filter.user}::uuid IS NULL OR user_id = ${filter.user}::uuid)
      AND (${filter.status ?? null}::text IS NULL OR status = ${filter.status ?? null}::text)
    ORDER BY created_at DESC, id DESC LIMIT 200`.execute(db)
  return rows
}

export async function decidePayout(tx: Db, row: PayoutRow & { readonly by: UserId }): Promise<void> {
  await sql`
    UPDATE wallet_payouts SET status = ${row.status}, decided_at = ${row.decidedAt}, decided_by = ${row.by}, note = ${row.note}
    WHERE id = ${row.id}`.execute(tx)
}
