import * as z from 'zod'
import { Uuid } from '../http/index.ts'

/** Cents of a coin, a whole number from 1 to 2^53 − 1 (W1). */
export const Amount = z
  .int()
  .min(1, 'must be at least 1 cent')
  .max(Number.MAX_SAFE_INTEGER)
  .describe('Cents of a coin: a whole number from 1 to 2^53 − 1')

/** Chosen by the caller once per command and kept through every retry (W6). */
export const IdempotencyKey = Uuid.describe(
  'Chosen once per command, the same in every retry: repeated, it gives the first answer; with other content, 409',
)

/** Why coins moved. */
export const TransferKind = z.enum(['top_up', 'grant', 'call', 'fee', 'payout', 'reversal'])
export type TransferKind = z.output<typeof TransferKind>

/** What somebody has. All in cents of a coin. */
export const Balance = z.object({
  balance: z.int().describe('All of it'),
  held: z.int().describe('Reserved for calls under way and payouts asked for; cannot be spent'),
  available: z.int().describe('balance − held'),
  demo: z.boolean().describe('Demo coins: worth nothing, and never mixed with real ones (A5)'),
})
export type Balance = z.output<typeof Balance>
