import type { UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import type { Account, Earlier } from './book.ts'
import type { Done, Hold, Key } from './commands.ts'
import type { AccountId } from './parties.ts'

/** Makes accounts for those of these people who have none; gives which coins are in the accounts there are then. */
export async function ensureAccounts(db: Db, users: readonly UserId[]): Promise<Map<UserId, boolean>> {
  await sql`
    INSERT INTO wallet_accounts (id, kind, demo)
    SELECT id, 'user', demo FROM users WHERE id = ANY(${users}::uuid[]) AND role <> 'guest' ORDER BY id
    ON CONFLICT (id) DO NOTHING`.execute(db)
  const { rows } = await sql<{ id: UserId; demo: boolean }>`
    SELECT id, demo FROM wallet_accounts WHERE id = ANY(${users}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, demo }) => [id, demo]))
}

/** Locks accounts in the order of their ids, so that two commits never wait for each other. */
export async function lockAccounts(tx: Db, ids: readonly AccountId[]): Promise<Account[]> {
  const { rows } = await sql<Account>`
    SELECT id, demo, balance, held FROM wallet_accounts
    WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`.execute(tx)
  return rows
}

const holdColumns = sql`id, account AS user, amount, captured, state, expires_at AS "expiresAt", reference`

/** A hold cannot change while its account is locked. */
export async function readHolds(db: Db, ids: readonly string[]): Promise<Hold[]> {
  const { rows } = await sql<Hold>`
    SELECT ${holdColumns} FROM wallet_holds WHERE id = ANY(${ids}::uuid[])`.execute(db)
  return rows
}

/** Open holds that should have ended before `now`, oldest first. */
export async function readLapsedHolds(db: Db, now: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM wallet_holds WHERE state = 'open' AND expires_at <= ${now}
    ORDER BY expires_at, id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

export async function writeHolds(tx: Db, holds: readonly Hold[], now: number): Promise<void> {
  await sql`
    INSERT INTO wallet_holds (id, account, amount, captured, state, expires_at, reference, created_at, closed_at)
    SELECT id, "user", amount, captured, state, "expiresAt", reference, ${now}::bigint,
      CASE WHEN state = 'open' THEN NULL ELSE ${now}::bigint END
    FROM json_to_recordset(${JSON.stringify(holds)}::json) AS row (
      id uuid, "user" uuid, amount bigint, captured bigint, state text, "expiresAt" bigint, reference uuid)
    ON CONFLICT (id) DO UPDATE SET amount = EXCLUDED.amount, captured = EXCLUDED.captured, state = EXCLUDED.state,
      expires_at = EXCLUDED.expires_at, closed_at = EXCLUDED.closed_at`.execute(tx)
}

export async function readEarlier(db: Db, ids: readonly string[]): Promise<Earlier[]> {
  const { rows } = await sql<Earlier>`
    SELECT t.id, t.debit, t.credit, t.amount, t.reference, t.reverses, r.id IS NOT NULL AS reversed
    FROM wallet_transfers t LEFT JOIN wallet_transfers r ON r.reverses = t.id
    WHERE t.id = ANY(${ids}::uuid[])`.execute(db)
  return rows
}

/** What a command with this key was, and answered; no reply while it is being worked out. */
export interface KeyRow extends Key {
  readonly fingerprint: string
  readonly reply: Done | null
}

export async function readKeys(db: Db, keys: readonly Key[]): Promise<KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    SELECT k.owner, k.key, k.fingerprint, k.reply
    FROM unnest(${keys.map(({ owner }) => owner)}::uuid[], ${keys.map(({ key }) => key)}::uuid[]) AS asked (owner, key)
    JOIN wallet_keys k ON k.owner = asked.owner AND k.key = asked.key`.execute(db)
  return rows
}

/** What `wallet_post` of the migrations takes: see there. */
export interface Posting {
  readonly rows: string
  readonly keys: string
  readonly accounts: readonly {
    readonly id: AccountId
    readonly need: number | null
    readonly balance: number
    readonly held: number
    readonly lines: number
  }[]
}

/** One round trip. False, with nothing written, where an account is not there or has too little. */
export async function post(db: Db, { rows, keys, accounts }: Posting): Promise<boolean> {
  const result = await sql<{ done: boolean }>`
    SELECT wallet_post(
      ${rows}::json, ${keys}::json, ${accounts.map(({ id }) => id)}::uuid[],
      ${accounts.map(({ need }) => need)}::bigint[], ${accounts.map(({ balance }) => balance)}::bigint[],
      ${accounts.map(({ held }) => held)}::bigint[], ${accounts.map(({ lines }) => lines)}::bigint[]
    ) AS done`.execute(db)
  return result.rows[0]?.done === true
}
