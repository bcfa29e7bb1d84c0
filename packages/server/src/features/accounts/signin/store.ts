import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import { noSignIn, type SignIn } from './policy.ts'

interface SignInRow {
  readonly code: Uint8Array | null
  readonly expires_at: number | null
  readonly tries: number | null
  readonly requested: readonly number[]
  readonly failed: readonly number[]
  readonly locked_until: number | null
}

/** The address's state, held until the transaction ends: two tries at once are decided one after the other. */
export async function lockSignIn(tx: Db, email: string, now: number): Promise<SignIn> {
  await sql`
    INSERT INTO sign_ins (email, touched_at) VALUES (${email}, ${now})
    ON CONFLICT (email) DO NOTHING`.execute(tx)
  const { rows } = await sql<SignInRow>`
    SELECT code, expires_at, tries, requested, failed, locked_until
    FROM sign_ins WHERE email = ${email} FOR UPDATE`.execute(tx)
  const row = rows[0]
  if (row === undefined) return noSignIn
  const { code, expires_at: expiresAt, tries, requested, failed, locked_until: lockedUntil } = row
  return {
    code: code === null || expiresAt === null || tries === null ? null : { hash: code, expiresAt, tries },
    requested,
    failed,
    lockedUntil,
  }
}

export async function saveSignIn(
  tx: Db,
  saved: { readonly email: string; readonly signIn: SignIn; readonly now: number },
): Promise<void> {
  const { code, requested, failed, lockedUntil } = saved.signIn
  await sql`
    INSERT INTO sign_ins (email, code, expires_at, tries, requested, failed, locked_until, touched_at)
    VALUES (
      ${saved.email}, ${code?.hash ?? null}, ${code?.expiresAt ?? null}, ${code?.tries ?? null},
      ${JSON.stringify(requested)}::jsonb, ${JSON.stringify(failed)}::jsonb, ${lockedUntil}, ${saved.now}
    )
    ON CONFLICT (email) DO UPDATE SET code = excluded.code, expires_at = excluded.expires_at,
      tries = excluded.tries, requested = excluded.requested, failed = excluded.failed,
      locked_until = excluded.locked_until, touched_at = excluded.touched_at`.execute(tx)
}

/** Forgets addresses nobody used since `before`. */
export async function deleteSignIns(db: Db, before: number): Promise<void> {
  await sql`DELETE FROM sign_ins WHERE touched_at < ${before}`.execute(db)
}
