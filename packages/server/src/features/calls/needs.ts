import type { CallMedia } from '@stoa/contract/calls'
import type { Instant, UserId } from '@stoa/contract/http'
import type { PushMessage } from '@stoa/contract/notifications'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Database, Db, Log } from '../../platform/database/database.ts'
import type { Job, Jobs } from '../../platform/jobs/jobs.ts'
import type { Rooms } from '../../rooms/index.ts'
import type { Timing } from './judgement.ts'
import type { SettleData } from './settlement/data.ts'

/** What calls ask of accounts. */
export interface CallAccounts {
  /** By id; those of nobody are left out. */
  profiles(
    db: Db,
    ids: readonly UserId[],
  ): Promise<ReadonlyMap<UserId, { readonly name: string; readonly picture: string }>>
  /** Those of `others` with whom there is a block, either way. */
  blockedAmong(db: Db, user: UserId, others: readonly UserId[]): Promise<ReadonlySet<UserId>>
}

/** What is worth finding later in the audit log (A8). */
export interface CallEvent {
  readonly at: Instant
  readonly kind: 'calls.flagged' | 'calls.reported'
  readonly actor: UserId | null
  readonly subject: UserId
  readonly address: string | null
  readonly details: Record<string, unknown>
}

/** Coins set aside, and what becomes of them. What takes `tx` joins the caller's transaction. */
export interface CallWallet {
  /** Faults: PAYMENT_REQUIRED with what is `needed` and `available`. */
  hold(
    tx: Db,
    asked: {
      readonly user: UserId
      readonly amount: number
      readonly expiresAt: Instant | null
      readonly reference: string
    },
  ): Promise<{ readonly id: string }>
  /** Faults: PAYMENT_REQUIRED, which leaves the transaction as good as before. */
  extendHold(
    tx: Db,
    asked: { readonly hold: string; readonly more: number; readonly expiresAt: Instant | null },
  ): Promise<unknown>
  /** Moves coins, once for each key. */
  transfer(
    tx: Db,
    legs: readonly {
      readonly from: 'funding'
      readonly to: UserId
      readonly amount: number
      readonly kind: 'grant'
      readonly note: string
    }[],
    key: { readonly owner: UserId; readonly key: string },
  ): Promise<unknown>
  /** All or none. */
  apply(tx: Db, commands: readonly Settling[]): Promise<unknown>
}

/** What a call's hold comes to, and the house's part of it. */
export type Settling =
  | { readonly do: 'release'; readonly hold: string }
  | {
      readonly do: 'capture'
      readonly hold: string
      readonly parts: readonly {
        readonly to: UserId
        readonly amount: number
        readonly kind: 'call'
        readonly reference: string
      }[]
    }
  | {
      readonly do: 'transfer'
      readonly legs: readonly {
        readonly from: UserId
        readonly to: 'fees'
        readonly amount: number
        readonly kind: 'fee'
        readonly reference: string
      }[]
    }

/** How people are told who are not looking. */
export interface CallPush {
  /** Those of these people who can be pushed to. */
  reachable(db: Db, users: readonly UserId[]): Promise<ReadonlySet<UserId>>
  /** To every device of theirs, in the background; never throws. `topic`: a later one with the same takes its place. */
  push(
    user: UserId,
    message: PushMessage,
    options: { readonly seconds: number; readonly topic: string },
  ): void
}

/** The settings of these names. */
export interface CallConfig {
  readonly callRingSeconds: number
  readonly callSilenceSeconds: number
  readonly callFeePercent: number
  readonly stunUrls: readonly string[]
  readonly turnUrls: readonly string[]
  readonly turnSecret?: string | undefined
}

export interface CallNeeds {
  readonly database: Database
  readonly rooms: Rooms
  readonly accounts: CallAccounts
  readonly wallet: CallWallet
  readonly notifications: CallPush
  /** Adds to the audit log, with the transaction of what it tells. */
  readonly recordSecurityEvent: (db: Db, event: CallEvent) => Promise<void>
  readonly jobs: Pick<Jobs, 'enqueue'>
  readonly log: Log
  readonly clock: Clock
  readonly config: CallConfig
  /** Milliseconds for which heartbeats and ends are gathered, to be written together: some unless given, as in tests. */
  readonly gathering?: Gathering
}

export interface Gathering {
  readonly beats: number
  readonly ends: number
}

/** What the services of calls work with; each names the part it needs. */
export interface Needs extends CallNeeds {
  readonly timing: Timing
  readonly settleJob: Job<typeof SettleData>
  readonly gathering: Gathering
}

/** A call that somebody wants to make. */
export interface Wanted {
  readonly caller: UserId
  readonly creator: UserId
  readonly media: CallMedia
  readonly key: string
  /** What the caller knows a minute to cost. */
  readonly rate?: number | undefined
}
