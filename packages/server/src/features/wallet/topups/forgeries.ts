import type { Instant } from '@stoa/contract/http'
import type { Log } from '../../../platform/database/database.ts'
import type { WalletEvent } from '../needs.ts'

/** Milliseconds between entries of the audit log: anybody can forge, and nothing is ever taken out of it. */
const every = 60_000

/** Messages that claim to be Stripe's. */
export interface Forgeries {
  /** Logs one; once a minute in the audit log, too, with how many `more` there were since the entry before. */
  note(forgery: { readonly address: string; readonly at: Instant }): Promise<void>
}

export interface ForgeriesOptions {
  readonly log: Log
  /** Adds to the audit log. */
  readonly record: (event: WalletEvent) => Promise<void>
}

export function createForgeries({ log, record }: ForgeriesOptions): Forgeries {
  let recordedAt: Instant | null = null
  let more = 0
  return {
    async note({ address, at }) {
      log.warn({ address }, 'a webhook was not signed by Stripe')
      // A clock that was set back keeps nothing from being recorded.
      if (recordedAt !== null && Math.abs(at - recordedAt) < every) {
        more++
        return
      }
      const details = { provider: 'stripe', more }
      recordedAt = at
      more = 0
      await record({ at, kind: 'webhook.forged', actor: null, subject: null, address, details })
    },
  }
}
