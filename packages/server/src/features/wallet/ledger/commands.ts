import type { UserId } from '@stoa/contract/http'
import type { TransferKind } from '@stoa/contract/wallet'
import type { Party } from './parties.ts'

/** A transfer to be made. Amounts are in cents of a coin, whole numbers from 1 to 2^53 − 1 (W1). */
export interface Leg {
  readonly from: Party
  readonly to: Party
  readonly amount: number
  readonly kind: TransferKind
  readonly note?: string
  /** What it is for, such as a call: a UUID. */
  readonly reference?: string
}

/** Where a part of held coins goes. */
export type Part = Omit<Leg, 'from'>

/** What can be asked of the ledger. Each happens whole or not at all. */
export type Command =
  | { readonly do: 'transfer'; readonly legs: readonly Leg[] }
  | {
      readonly do: 'hold'
      readonly user: UserId
      readonly amount: number
      /** When it is given back by itself, in milliseconds since 1970; null for never. */
      readonly expiresAt: number | null
      readonly reference?: string
    }
  /** Raises an open hold by `more`, if that is available, and lets it last until `expiresAt`. */
  | { readonly do: 'extend'; readonly hold: string; readonly more: number; readonly expiresAt: number | null }
  /** Takes from an open hold what the parts say and gives the rest back. */
  | { readonly do: 'capture'; readonly hold: string; readonly parts: readonly Part[] }
  | { readonly do: 'release'; readonly hold: string }
  /** Gives an open hold back that should have ended by `now`. */
  | { readonly do: 'expire'; readonly hold: string; readonly now: number }
  /** Takes a transfer back by one in the other direction that names it (W3). */
  | { readonly do: 'reverse'; readonly transfer: string; readonly note: string }

/** Coins set aside. */
export interface Hold {
  readonly id: string
  readonly user: UserId
  readonly amount: number
  readonly captured: number
  readonly state: 'open' | 'captured' | 'released' | 'expired'
  readonly expiresAt: number | null
  readonly reference: string | null
}

/** What came of a command. */
export interface Done {
  /** The ids of its transfers, in its order. */
  readonly transfers: readonly string[]
  /** The hold it was about, as it is now; null for none. */
  readonly hold: Hold | null
}

/** Whose command it is, and which (W6): repeated, it gives the first answer; with other content, CONFLICT. */
export interface Key {
  readonly owner: UserId
  readonly key: string
}

export interface Ordered {
  readonly command: Command
  /** Null where the caller's own transaction sees to it that it happens once. */
  readonly key: Key | null
}
