import type { ProfileChange, Role } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import { foldName } from './directory/fold.ts'

/** An account as it is stored. */
export interface User {
  readonly id: UserId
  /** Null exactly for a guest. */
  readonly email: string | null
  readonly name: string
  readonly about: string
  /** Path of the uploaded picture; null for the generated one. */
  readonly picture: string | null
  readonly role: Role
  readonly timeZone: string
  readonly language: string
  readonly birthDate: string | null
  readonly demo: boolean
  readonly bannedUntil: number | null
  readonly createdAt: number
}

const columns = sql`id, email, name, about, picture, role, time_zone AS "timeZone", language,
  birth_date::text AS "birthDate", demo, banned_until AS "bannedUntil", created_at AS "createdAt"`

export async function readUser(db: Db, id: UserId): Promise<User | null> {
  const { rows } = await sql<User>`SELECT ${columns} FROM users WHERE id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function readUsers(db: Db, ids: readonly UserId[]): Promise<User[]> {
  const { rows } = await sql<User>`SELECT ${columns} FROM users WHERE id = ANY(${ids}::uuid[])`.execute(db)
  return rows
}

export async function readUserByEmail(db: Db, email: string): Promise<User | null> {
  const { rows } = await sql<User>`SELECT ${columns} FROM users WHERE email = ${email}`.execute(db)
  return rows[0] ?? null
}

export async function readDemoUsers(db: Db): Promise<User[]> {
  const { rows } = await sql<User>`
    SELECT ${columns} FROM users WHERE demo ORDER BY created_at, id`.execute(db)
  return rows
}

/** The account, held until the transaction ends. */
export async function lockUser(tx: Db, id: UserId): Promise<User | null> {
  const { rows } = await sql<User>`
    SELECT ${columns} FROM users WHERE id = ${id} FOR NO KEY UPDATE`.execute(tx)
  return rows[0] ?? null
}

/** Accounts in the order of their ids, held until the transaction ends; two that lock the same never wait for each other. */
export async function lockUsers(tx: Db, ids: readonly UserId[]): Promise<User[]> {
  const { rows } = await sql<User>`
    SELECT ${columns} FROM users WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`.execute(tx)
  return rows
}

/** Every admin and one more account, held until the transaction ends. */
export async function lockAdminsAnd(tx: Db, id: UserId): Promise<User[]> {
  const { rows } = await sql<User>`
    SELECT ${columns} FROM users WHERE role = 'admin' OR id = ${id} ORDER BY id FOR NO KEY UPDATE`.execute(tx)
  return rows
}

/** False where the address has an account already. */
export async function insertUser(tx: Db, user: User): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO users (id, email, name, name_folded, about, role, language, demo, created_at)
    VALUES (${user.id}, ${user.email}, ${user.name}, ${foldName(user.name)}, ${user.about}, ${user.role},
      ${user.language}, ${user.demo}, ${user.createdAt})
    ON CONFLICT (email) DO NOTHING RETURNING id`.execute(tx)
  return rows.length === 1
}

/**
 * Is there nobody yet but demo people and guests? Where so, the answer is true for one transaction at a time: the others wait for
 * it and see what it made.
 */
export async function isFirstUser(tx: Db): Promise<boolean> {
  if (await anyUser(tx)) return false
  await sql`LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`.execute(tx)
  return !(await anyUser(tx))
}

async function anyUser(tx: Db): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM users WHERE NOT demo AND role <> 'guest' LIMIT 1`.execute(tx)
  return rows.length === 1
}

/** Deletes those of these accounts that are guests, with all their devices; gives which. */
export async function deleteGuests(tx: Db, ids: readonly UserId[]): Promise<UserId[]> {
  const { rows } = await sql<{ id: UserId }>`
    DELETE FROM users WHERE id = ANY(${ids}::uuid[]) AND role = 'guest' RETURNING id`.execute(tx)
  return rows.map((row) => row.id)
}

export async function updateRole(tx: Db, id: UserId, role: Role): Promise<void> {
  await sql`UPDATE users SET role = ${role} WHERE id = ${id}`.execute(tx)
}

export async function updatePicture(tx: Db, id: UserId, picture: string | null): Promise<void> {
  await sql`UPDATE users SET picture = ${picture} WHERE id = ${id}`.execute(tx)
}

/** Writes the fields that are given. */
export async function updateProfile(tx: Db, id: UserId, change: ProfileChange): Promise<void> {
  const { name, about, timeZone, language, birthDate } = change
  await sql`
    UPDATE users SET
      name = coalesce(${name ?? null}, name),
      name_folded = coalesce(${name === undefined ? null : foldName(name)}, name_folded),
      about = coalesce(${about ?? null}, about),
      time_zone = coalesce(${timeZone ?? null}, time_zone),
      language = coalesce(${language ?? null}, language),
      birth_date = CASE WHEN ${birthDate === undefined}::boolean THEN birth_date ELSE ${birthDate ?? null}::date END
    WHERE id = ${id}`.execute(tx)
}
