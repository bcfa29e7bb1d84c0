import type { Role } from '@stoa/contract/accounts'
import type { DeviceId, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

export interface StoredDevice {
  readonly id: DeviceId
  readonly user: UserId
  readonly name: string
  readonly address: string
  readonly createdAt: number
  readonly usedAt: number
  readonly expiresAt: number
  readonly generation: number
}

export interface NewToken {
  readonly hash: Uint8Array
  readonly device: DeviceId
  readonly generation: number
  readonly expiresAt: number
}

export async function insertDevice(tx: Db, device: StoredDevice): Promise<void> {
  await sql`
    INSERT INTO devices (id, user_id, name, address, created_at, used_at, expires_at, generation)
    VALUES (${device.id}, ${device.user}, ${device.name}, ${device.address}, ${device.createdAt}, ${device.usedAt},
      ${device.expiresAt}, ${device.generation})`.execute(tx)
}

export async function insertToken(tx: Db, token: NewToken): Promise<void> {
  await sql`
    INSERT INTO refresh_tokens (hash, device_id, generation, expires_at)
    VALUES (${token.hash}, ${token.device}, ${token.generation}, ${token.expiresAt})`.execute(tx)
}

/** A refresh token with the newest state of its family. */
export interface StoredToken {
  readonly device: DeviceId
  readonly user: UserId
  readonly generation: number
  readonly newest: number
  readonly usedAt: number | null
  readonly expiresAt: number
}

/** The token and its family, held until the transaction ends: two uses at once are decided one after the other. */
export async function lockToken(tx: Db, hash: Uint8Array): Promise<StoredToken | null> {
  const { rows } = await sql<StoredToken>`
    SELECT d.id AS device, d.user_id AS "user", t.generation, d.generation AS newest, t.used_at AS "usedAt",
      t.expires_at AS "expiresAt"
    FROM refresh_tokens t JOIN devices d ON d.id = t.device_id
    WHERE t.hash = ${hash} FOR UPDATE`.execute(tx)
  return rows[0] ?? null
}

/** Ends every token of the family up to a generation, and forgets those that have lapsed anyway. */
export async function useTokens(
  tx: Db,
  used: { readonly device: DeviceId; readonly generation: number; readonly now: number },
): Promise<void> {
  await sql`DELETE FROM refresh_tokens WHERE device_id = ${used.device} AND expires_at <= ${used.now}`.execute(
    tx,
  )
  await sql`
    UPDATE refresh_tokens SET used_at = ${used.now}
    WHERE device_id = ${used.device} AND generation <= ${used.generation} AND used_at IS NULL`.execute(tx)
}

export async function touchDevice(
  tx: Db,
  device: Pick<StoredDevice, 'id' | 'address' | 'usedAt' | 'expiresAt' | 'generation'>,
): Promise<void> {
  await sql`
    UPDATE devices SET address = ${device.address}, used_at = ${device.usedAt}, expires_at = ${device.expiresAt},
      generation = ${device.generation}
    WHERE id = ${device.id}`.execute(tx)
}

/** The user's devices that can still be used, latest first. */
export async function readDevices(db: Db, user: UserId, now: number): Promise<StoredDevice[]> {
  const { rows } = await sql<StoredDevice>`
    SELECT id, user_id AS "user", name, address, created_at AS "createdAt", used_at AS "usedAt",
      expires_at AS "expiresAt", generation
    FROM devices WHERE user_id = ${user} AND expires_at > ${now} ORDER BY used_at DESC, id`.execute(db)
  return rows
}

/** Ends a device and all its tokens. False where the user has no such device. */
export async function deleteDevice(
  tx: Db,
  device: { readonly id: DeviceId; readonly user: UserId },
): Promise<boolean> {
  const { rows } = await sql`
    DELETE FROM devices WHERE id = ${device.id} AND user_id = ${device.user} RETURNING id`.execute(tx)
  return rows.length === 1
}

export async function deleteLapsedDevices(db: Db, now: number): Promise<void> {
  await sql`DELETE FROM devices WHERE expires_at <= ${now}`.execute(db)
}

/** What decides whether a device's access tokens are good. */
export interface Standing {
  readonly user: UserId
  readonly role: Role
  readonly demo: boolean
  readonly bannedUntil: number | null
}

/** In the order of the devices; null for one that was signed out. */
export async function readStandings(db: Db, devices: readonly DeviceId[]): Promise<(Standing | null)[]> {
  const { rows } = await sql<Standing & { device: DeviceId }>`
    SELECT d.id AS device, u.id AS "user", u.role, u.demo, u.banned_until AS "bannedUntil"
    FROM devices d JOIN users u ON u.id = d.user_id WHERE d.id = ANY(${devices}::uuid[])`.execute(db)
  const found = new Map(rows.map(({ device, ...standing }) => [device, standing]))
  return devices.map((device) => found.get(device) ?? null)
}
