import type { SecurityEvent } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

/** What the audit log tells of (A8). */
export type SecurityEventKind =
  | 'account.created'
  | 'account.erased'
  | 'signin'
  | 'signin.failed'
  | 'lockout'
  | 'signout'
  | 'device.revoked'
  | 'session.reused'
  | 'role.changed'
  | 'calls.flagged'
  | 'calls.reported'
  | 'coins.granted'
  | 'settings.changed'
  | 'stream.ended'
  | 'payout.approved'
  | 'payout.rejected'
  | 'payment.mismatch'
  | 'payment.reversed'
  | 'webhook.forged'

export interface NewSecurityEvent {
  readonly at: number
  readonly kind: SecurityEventKind
  /** Who did it; null for someone unknown or the server itself. */
  readonly actor: UserId | null
  /** Whose account it is about; null where there is none. */
  readonly subject: UserId | null
  readonly address: string | null
  readonly details?: Record<string, unknown>
}

/** Adds to the audit log, with the transaction of what it tells. */
export async function recordSecurityEvent(db: Db, event: NewSecurityEvent): Promise<void> {
  await sql`
    INSERT INTO security_events (at, kind, actor, subject, address, details)
    VALUES (${event.at}, ${event.kind}, ${event.actor}, ${event.subject}, ${event.address},
      ${JSON.stringify(event.details ?? {})}::jsonb)`.execute(db)
}

/** Newest first. */
export async function readSecurityEvents(
  db: Db,
  filter: {
    readonly before?: number | undefined
    readonly kind?: string | undefined
    readonly subject?: UserId | undefined
    readonly limit: number
  },
): Promise<SecurityEvent[]> {
  const { rows } = await sql<SecurityEvent>`
    SELECT id, at, kind, actor, subject, address, details FROM security_events
    WHERE (${filter.before ?? null}::bigint IS NULL OR id < ${filter.before ?? null}::bigint)
      AND (${filter.kind ?? null}::text IS NULL OR kind = ${filter.kind ?? null}::text)
      AND (${filter.subject ?? null}::uuid IS NULL OR subject = ${filter.subject ?? null}::uuid)
    ORDER BY id DESC LIMIT ${filter.limit}`.execute(db)
  return rows
}
