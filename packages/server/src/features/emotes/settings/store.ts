import type { EmoteSettings } from '@stoa/contract/emotes'
import type { RoomId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

/** Stands for all streams where a stream is named. */
export const everywhere = '00000000-0000-0000-0000-000000000000' as RoomId

/** What was set in one place; null where nothing was. */
export interface SettingsRow {
  readonly stream: RoomId
  readonly interval: number | null
  readonly threshold: number | null
  readonly allowed: readonly string[] | null
  readonly version: number
}

const columns = sql`stream, interval, threshold, allowed, version`

/** What was set for all streams, and the version that is true of. */
export async function readHead(
  db: Db,
): Promise<{ readonly version: number; readonly row: SettingsRow | undefined }> {
  const { rows } = await sql<{ head: number } & { [K in keyof SettingsRow]: SettingsRow[K] | null }>`
    SELECT v.version AS head, s.stream, s.interval, s.threshold, s.allowed, s.version
    FROM emote_settings_version v LEFT JOIN emote_settings s ON s.stream = ${everywhere}`.execute(db)
  const [found] = rows
  if (found === undefined) throw new Error('there is no version of the emote settings')
  const { head, stream, version, ...set } = found
  return {
    version: head,
    row: stream === null || version === null ? undefined : { ...set, stream, version },
  }
}

/** What changed after a version, oldest first. */
export async function readChanges(db: Db, after: number): Promise<SettingsRow[]> {
  const { rows } = await sql<SettingsRow>`
    SELECT ${columns} FROM emote_settings WHERE version > ${after} ORDER BY version`.execute(db)
  return rows
}

/** Of these streams; those without any of their own are left out. */
export async function readSettings(db: Db, streams: readonly RoomId[]): Promise<SettingsRow[]> {
  const { rows } = await sql<SettingsRow>`
    SELECT ${columns} FROM emote_settings WHERE stream = ANY(${streams}::uuid[])`.execute(db)
  return rows
}

/** Sets what is given and leaves the rest. One change at a time in the whole cluster, so that versions are in the order of commits. */
export async function saveSettings(tx: Db, stream: RoomId, set: Partial<EmoteSettings>): Promise<void> {
  const { rows } = await sql<{ version: number }>`
    UPDATE emote_settings_version SET version = version + 1 RETURNING version`.execute(tx)
  const allowed = set.allowedEmotes === undefined ? null : JSON.stringify(set.allowedEmotes)
  await sql`
    INSERT INTO emote_settings (stream, interval, threshold, allowed, version)
    VALUES (${stream}, ${set.interval ?? null}, ${set.threshold ?? null}, ${allowed}::jsonb, ${rows[0]?.version ?? 0})
    ON CONFLICT (stream) DO UPDATE SET
      interval = coalesce(excluded.interval, emote_settings.interval),
      threshold = coalesce(excluded.threshold, emote_settings.threshold),
      allowed = coalesce(excluded.allowed, emote_settings.allowed),
      version = excluded.version`.execute(tx)
}

export async function deleteSettings(tx: Db, stream: RoomId): Promise<void> {
  await sql`DELETE FROM emote_settings WHERE stream = ${stream}`.execute(tx)
}
