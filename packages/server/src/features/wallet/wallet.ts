import { randomBytes } from 'node:crypto'
import type { Parts } from '../../platform/feature.ts'
import { expiryJob } from './expiry.ts'
import { createLedger, type Ledger } from './ledger/ledger.ts'
import type { WalletNeeds } from './needs.ts'
import { walletRoutes } from './routes.ts'
import { createStripe, type StripeProvider } from './topups/stripe/stripe.ts'

/** Coins: the ledger that other features book with, statements, purchases and payouts. */
export interface Wallet extends Parts, Ledger {}

export function createWallet(
  given: Omit<WalletNeeds, 'random'> & Partial<Pick<WalletNeeds, 'random'>>,
): Wallet {
  const needs: WalletNeeds = { random: (count) => randomBytes(count), ...given }
  const ledger = createLedger(needs)
  return {
    ...ledger,
    routes: walletRoutes({ ...needs, ledger, stripe: stripeOf(needs) }),
    jobs: [expiryJob(ledger)],
    start: async () => () => ledger.drain(),
  }
}

function stripeOf({ config }: WalletNeeds): StripeProvider | null {
  const { stripeSecretKey: secretKey, stripeWebhookSecret: webhookSecret, stripeUrl: url } = config
  return secretKey === undefined || webhookSecret === undefined
    ? null
    : createStripe({ secretKey, webhookSecret, url })
}
