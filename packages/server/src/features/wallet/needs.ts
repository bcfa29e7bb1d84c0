import type { UserId } from '@stoa/contract/http'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Database, Db, Log } from '../../platform/database/database.ts'
import type { Random } from './ledger/ids.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { StripeProvider } from './topups/stripe/stripe.ts'

/** What is worth finding later in the log of security events (A8). */
export interface WalletEvent {
  readonly at: number
  readonly kind:
    | 'webhook.forged'
    | 'payment.mismatch'
    | 'payment.reversed'
    | 'coins.granted'
    | 'payout.approved'
    | 'payout.rejected'
  readonly actor: UserId | null
  readonly subject: UserId | null
  readonly address: string | null
  readonly details?: Record<string, unknown>
}

export interface WalletNeeds {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly random: Random
  /** Adds to the audit log of accounts, with the transaction of what it tells. */
  readonly recordSecurityEvent: (db: Db, event: WalletEvent) => Promise<void>
  readonly config: WalletConfig
}

/** The settings of these names; `publicUrl` as resolved at start. */
export interface WalletConfig {
  readonly publicUrl: string
  readonly coinPrice: number
  readonly coinCurrency: string
  readonly stripeSecretKey?: string | undefined
  readonly stripeWebhookSecret?: string | undefined
  /** Stripe's own unless given, as in tests. */
  readonly stripeUrl?: string | undefined
}

/** What the routes of the wallet work with. */
export interface Needs extends WalletNeeds {
  readonly ledger: Ledger
  /** Null where none is set up: then coins cannot be bought. */
  readonly stripe: StripeProvider | null
}
