import type { DeviceId, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import type { PushSubscription } from '../../platform/push/push.ts'

export interface StoredSubscription extends PushSubscription {
  readonly device: DeviceId
}

/** A device has one subscription, and an endpoint is one device's: whoever signs in on a browser takes it over. */
export async function saveSubscription(
  tx: Db,
  saved: StoredSubscription & { readonly user: UserId; readonly at: number },
): Promise<void> {
  const { device, user, endpoint, p256dh, auth, at } = saved
  await sql`DELETE FROM push_subscriptions WHERE endpoint = ${endpoint} AND device_id <> ${device}`.execute(
    tx,
  )
  await sql`
    INSERT INTO push_subscriptions (device_id, user_id, endpoint, p256dh, auth, created_at)
    VALUES (${device}, ${user}, ${endpoint}, ${p256dh}, ${auth}, ${at})
    ON CONFLICT (device_id) DO UPDATE SET user_id = excluded.user_id, endpoint = excluded.endpoint,
      p256dh = excluded.p256dh, auth = excluded.auth, created_at = excluded.created_at`.execute(tx)
}

export async function deleteSubscription(db: Db, device: DeviceId): Promise<void> {
  await sql`DELETE FROM push_subscriptions WHERE device_id = ${device}`.execute(db)
}

/** Only while it is still that device's: it may have subscribed anew in the meantime. */
export async function deleteGone(db: Db, { device, endpoint }: StoredSubscription): Promise<void> {
  await sql`DELETE FROM push_subscriptions WHERE device_id = ${device} AND endpoint = ${endpoint}`.execute(db)
}

/** Those of somebody's devices, newest first. */
export async function readSubscriptions(db: Db, user: UserId, limit: number): Promise<StoredSubscription[]> {
  const { rows } = await sql<StoredSubscription>`
    SELECT device_id AS device, endpoint, p256dh, auth FROM push_subscriptions
    WHERE user_id = ${user} ORDER BY created_at DESC LIMIT ${limit}`.execute(db)
  return rows
}

/** Those of these people who have a device that can be pushed to. */
export async function readReachable(db: Db, users: readonly UserId[]): Promise<Set<UserId>> {
  const { rows } = await sql<{ user: UserId }>`
    SELECT DISTINCT user_id AS "user" FROM push_subscriptions WHERE user_id = ANY(${users}::uuid[])`.execute(
    db,
  )
  return new Set(rows.map(({ user }) => user))
}
