import type { Instant, UserId } from '@stoa/contract/http'
import type { Registry } from 'prom-client'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Cluster } from '../../platform/cluster/cluster.ts'
import type { Database, Db, Log } from '../../platform/database/database.ts'
import type { Rooms } from '../../rooms/index.ts'

/** What is worth finding later in the audit log (A8). */
export interface EmoteSecurityEvent {
  readonly at: Instant
  readonly kind: 'settings.changed'
  readonly actor: UserId | null
  readonly subject: UserId | null
  readonly address: string | null
  readonly details: Record<string, unknown>
}

/** The settings of these names. */
export interface EmoteConfig {
  readonly emoteBaseline: boolean
  readonly kafkaBrokers: readonly string[]
}

export interface EmoteNeeds {
  readonly database: Database
  readonly cluster: Pick<Cluster, 'node' | 'bus' | 'leases' | 'locks'>
  readonly rooms: Rooms
  /** Adds to the audit log, with the transaction of what it tells. */
  readonly recordSecurityEvent: (db: Db, event: EmoteSecurityEvent) => Promise<void>
  readonly registry: Registry
  readonly log: Log
  readonly clock: Clock
  readonly config: EmoteConfig
}
