import type { Instant, RoomId, UserId } from '@stoa/contract/http'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Cluster } from '../../platform/cluster/cluster.ts'
import type { Database, Db, Log } from '../../platform/database/database.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Rooms } from '../../rooms/index.ts'
import type { EngineConfig } from './engine/create.ts'
import type { MediaEngine } from './engine/engine.ts'
import type { OwnEngineConfig } from './engine/own.ts'
import type { EraseJob } from './erase.ts'
import type { Nodes } from './nodes.ts'
import type { Keeper } from './recording/keeper.ts'
import type { Thumbnails } from './recording/thumbnails.ts'

/** What streams ask of accounts. */
export interface StreamAccounts {
  /** By id; those of nobody are left out. */
  profiles(db: Db, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, { readonly name: string }>>
  /** Those of `others` with whom there is a block, either way. */
  blockedAmong(db: Db, user: UserId, others: readonly UserId[]): Promise<ReadonlySet<UserId>>
}

/** What is worth finding later in the audit log (A8). */
export interface StreamEvent {
  readonly at: Instant
  readonly kind: 'stream.ended'
  readonly actor: UserId
  readonly subject: UserId
  readonly address: string
  readonly details: Record<string, unknown>
}

/** The settings of these names. */
export interface StreamConfig extends OwnEngineConfig, EngineConfig {
  /** Where people reach this server: what publishing programs are told. */
  readonly publicUrl: string
}

export interface StreamNeeds {
  readonly database: Database
  readonly rooms: Rooms
  readonly accounts: StreamAccounts
  /** Adds to the audit log, with the transaction of what it tells. */
  readonly recordSecurityEvent: (db: Db, event: StreamEvent) => Promise<void>
  readonly jobs: Pick<Jobs, 'enqueue'>
  readonly cluster: Cluster
  /** Told of each stream that is deleted, in the transaction that deletes it. */
  readonly onDeleted?: (tx: Db, stream: RoomId) => Promise<void>
  /** Where a stream's recording is. */
  readonly folderOf: (stream: RoomId) => string
  readonly log: Log
  readonly clock: Clock
  /** Gives that many unpredictable bytes. */
  readonly random: (count: number) => Uint8Array
  readonly config: StreamConfig
  /** Instead of what the settings name: for tests. */
  readonly engine?: MediaEngine
}

/** What the services of streams work with; each names the part it needs. */
export interface Needs extends StreamNeeds {
  readonly engine: MediaEngine
  readonly nodes: Nodes
  readonly keeper: Keeper
  readonly thumbnails: Thumbnails
  readonly eraseJob: EraseJob
  /** Milliseconds for which a stream that nobody publishes goes on (S1). */
  readonly returnMs: number
}
