import type { UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

/** False where it was there already. */
export async function insertBlock(
  tx: Db,
  block: { readonly by: UserId; readonly user: UserId; readonly at: number },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO blocks (by_user, user_id, created_at) VALUES (${block.by}, ${block.user}, ${block.at})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(tx)
  return rows.length === 1
}

/** False where there was none. */
export async function deleteBlock(
  tx: Db,
  block: { readonly by: UserId; readonly user: UserId },
): Promise<boolean> {
  const { rows } = await sql`
    DELETE FROM blocks WHERE by_user = ${block.by} AND user_id = ${block.user} RETURNING 1`.execute(tx)
  return rows.length === 1
}

/** Whom someone has blocked, in the order they did. */
export async function readBlocked(db: Db, by: UserId): Promise<UserId[]> {
  const { rows } = await sql<{ user_id: UserId }>`
    SELECT user_id FROM blocks WHERE by_user = ${by} ORDER BY created_at, user_id`.execute(db)
  return rows.map((row) => row.user_id)
}

/** Those of `others` who block `user` or are blocked by them. */
export async function readBlocksBetween(
  db: Db,
  user: UserId,
  others: readonly UserId[],
): Promise<Set<UserId>> {
  const { rows } = await sql<{ other: UserId }>`
    SELECT user_id AS other FROM blocks WHERE by_user = ${user} AND user_id = ANY(${others}::uuid[])
    UNION
    SELECT by_user FROM blocks WHERE user_id = ${user} AND by_user = ANY(${others}::uuid[])`.execute(db)
  return new Set(rows.map((row) => row.other))
}
