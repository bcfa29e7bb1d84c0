import * as z from 'zod'
import { Instant, isPlain, route, UserId } from '../http/index.ts'
import { Amount, Balance, IdempotencyKey, TransferKind } from './money.ts'

const tag = 'wallet'

/** A line that is kept for good. */
const Note = z.string().trim().max(200).refine(isPlain, 'must be one line of plain text')

export const getBalance = route({
  method: 'GET',
  path: '/api/v1/wallet',
  access: 'user',
  tag,
  summary: 'What I have, in cents of a coin',
  reply: Balance,
})

/** One movement as its account sees it. */
export const StatementLine = z.object({
  id: z.uuid().describe('The transfer'),
  at: Instant,
  kind: TransferKind,
  amount: z.int().describe('In cents: above zero came in, below zero went out'),
  balance: z.int().describe('After it'),
  with: UserId.nullable().describe('The other side where that is a person'),
  note: z.string(),
  reverses: z.uuid().nullable().describe('The transfer that this one takes back (W3)'),
})
export type StatementLine = z.output<typeof StatementLine>

export const getStatement = route({
  method: 'GET',
  path: '/api/v1/wallet/statement',
  access: 'user',
  tag,
  summary: 'My movements, newest first',
  query: z.object({
    before: z.string().max(100).optional().describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: z.object({ lines: z.array(StatementLine), next: z.string().nullable() }),
})

export const statementCsv = route({
  method: 'GET',
  path: '/api/v1/wallet/statement.csv',
  access: 'user',
  tag,
  summary: 'All my movements as a CSV file, oldest first',
  description: '`text/csv`, amounts in coins.',
  limit: { max: 10, seconds: 60 },
})

/** A purchase of coins. */
export const TopUp = z.object({
  id: z.uuid(),
  at: Instant,
  amount: Amount,
  provider: z.enum(['demo', 'stripe']),
  status: z.enum(['pending', 'paid', 'failed']),
  url: z.string().nullable().describe('Where to pay; null where nothing is left to do'),
})
export type TopUp = z.output<typeof TopUp>

export const topUp = route({
  method: 'POST',
  path: '/api/v1/wallet/top-ups',
  access: 'user',
  tag,
  summary: 'Buy coins',
  description:
    'Demo accounts get demo coins at once. Others are sent to the payment page; coins come when the provider says it was paid.',
  body: z.strictObject({
    amount: Amount.max(100_000_00, 'must be at most 100,000 coins'),
    key: IdempotencyKey,
  }),
  reply: TopUp,
  status: 201,
  faults: ['CONFLICT', 'NOT_AVAILABLE'],
  limit: { max: 20, seconds: 60 },
})

export const listTopUps = route({
  method: 'GET',
  path: '/api/v1/wallet/top-ups',
  access: 'user',
  tag,
  summary: 'My purchases, newest first, 50 at most',
  reply: z.object({
    topUps: z.array(TopUp),
    available: z.boolean().describe('Can coins be bought here now?'),
  }),
})

export const stripeWebhook = route({
  method: 'POST',
  path: '/api/v1/webhooks/stripe',
  access: 'public',
  tag,
  summary: 'What Stripe tells: verified by its signature, harmless when repeated',
  description: 'Payments of coins, and refunds and disputes of them.',
  body: { bytes: ['application/json'], maxBytes: 256 * 1024 },
  faults: ['BAD_REQUEST'],
  limit: { max: 1000, seconds: 60 },
})

export const grantCoins = route({
  method: 'POST',
  path: '/api/v1/admin/wallets/:user/grants',
  access: 'admin',
  tag,
  summary: 'Give somebody coins (admins)',
  params: z.object({ user: UserId }),
  body: z.strictObject({ amount: Amount, note: Note.min(1), key: IdempotencyKey }),
  reply: Balance,
  status: 201,
  faults: ['NOT_FOUND', 'CONFLICT'],
})

/** Coins to be paid out in money. */
export const Payout = z.object({
  id: z.uuid(),
  user: UserId,
  at: Instant,
  amount: Amount,
  status: z.enum(['requested', 'approved', 'rejected']),
  decidedAt: Instant.nullable(),
  note: z.string(),
})
export type Payout = z.output<typeof Payout>

export const requestPayout = route({
  method: 'POST',
  path: '/api/v1/wallet/payouts',
  access: 'creator',
  tag,
  summary: 'Ask for coins to be paid out (creators)',
  description: 'They are held until somebody decides.',
  body: z.strictObject({ amount: Amount, key: IdempotencyKey }),
  reply: Payout,
  status: 201,
  faults: ['PAYMENT_REQUIRED', 'CONFLICT', 'NOT_ALLOWED'],
})

export const listPayouts = route({
  method: 'GET',
  path: '/api/v1/wallet/payouts',
  access: 'user',
  tag,
  summary: 'My payouts, newest first; with `all`, everybody’s (admins)',
  query: z.object({
    all: z.enum(['true', 'false']).default('false'),
    status: z.enum(['requested', 'approved', 'rejected']).optional(),
  }),
  reply: z.object({ payouts: z.array(Payout) }),
  faults: ['NOT_ALLOWED'],
})

const onePayout = z.object({ payout: z.uuid() })
export const approvePayout = route({
  method: 'POST',
  path: '/api/v1/admin/payouts/:payout/approve',
  access: 'admin',
  tag,
  summary: 'It was paid: the held coins leave (admins)',
  params: onePayout,
  body: z.strictObject({ note: Note.default('') }).default({ note: '' }),
  reply: Payout,
  faults: ['NOT_FOUND', 'CONFLICT'],
})
export const rejectPayout = route({
  method: 'POST',
  path: '/api/v1/admin/payouts/:payout/reject',
  access: 'admin',
  tag,
  summary: 'It is not paid: the held coins go back (admins)',
  params: onePayout,
  body: z.strictObject({ note: Note.min(1) }),
  reply: Payout,
  faults: ['NOT_FOUND', 'CONFLICT'],
})
export const endPayout = route({
  method: 'DELETE',
  path: '/api/v1/wallet/payouts/:payout',
  access: 'user',
  tag,
  summary: 'Take back a payout that nobody has decided on',
  params: onePayout,
  reply: Payout,
  faults: ['NOT_FOUND', 'CONFLICT'],
})

export const walletRoutes = [
  getBalance,
  getStatement,
  statementCsv,
  topUp,
  listTopUps,
  stripeWebhook,
  grantCoins,
  requestPayout,
  listPayouts,
  endPayout,
  approvePayout,
  rejectPayout,
] as const
