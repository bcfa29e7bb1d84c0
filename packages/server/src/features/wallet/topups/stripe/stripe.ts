import { Fault } from '@stoa/contract/http'
import * as z from 'zod'
import type { PaymentNotice, PaymentProvider, Purchase } from '../provider.ts'
import { isSignedBy } from './signature.ts'

/** Stripe Checkout: people pay on Stripe's page, and Stripe tells us. */
export interface StripeProvider extends PaymentProvider {
  /**
   * What a webhook says, or null where it is about something else.
   * Faults: BAD_REQUEST with `details.forged` where it is not signed by Stripe, or is not what Stripe sends.
   */
  read(body: Uint8Array, signature: string | undefined, now: number): PaymentNotice | null
}

export interface StripeOptions {
  readonly secretKey: string
  readonly webhookSecret: string
  /** Where the API is. [https://api.stripe.com] */
  readonly url?: string | undefined
}

/** How long Stripe may take to answer, in milliseconds. */
const patience = 15_000
/** The version whose fields are read here: a newer default of the account changes nothing. */
const version = '2024-06-20'

const Session = z.object({ id: z.string().min(1).max(200), url: z.url() })
const Refusal = z.object({
  error: z.object({ type: z.string(), code: z.string().optional(), message: z.string().optional() }),
})
const Event = z.object({
  id: z.string().min(1).max(200),
  type: z.string(),
  data: z.object({ object: z.unknown() }),
})
const PaidSession = z.object({
  id: z.string(),
  client_reference_id: z.string().nullable(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  amount_total: z.int().nullable(),
  currency: z.string().nullable(),
})

export function createStripe({
  secretKey,
  webhookSecret,
  url = 'https://api.stripe.com',
}: StripeOptions): StripeProvider {
  return {
    async start(purchase) {
      const response = await fetch(new URL('/v1/checkout/sessions', url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${secretKey}`,
          'stripe-version': version,
          'idempotency-key': purchase.id,
        },
        body: formOf(purchase),
        signal: AbortSignal.timeout(patience),
        redirect: 'error',
      }).catch((cause: unknown) => {
        throw new Fault('UNAVAILABLE', 'The payment service does not answer.', { cause })
      })
      const answer: unknown = await response.json().catch(() => null)
      if (!response.ok) throw refusalOf(response.status, answer)
      const session = Session.safeParse(answer)
      if (!session.success)
        throw new Fault('UNAVAILABLE', 'The payment service answered something else.', {
          cause: session.error,
        })
      return { session: session.data.id, url: session.data.url }
    },
    read(body, signature, now) {
      if (signature === undefined || !isSignedBy(webhookSecret, { body, signature, now }))
        throw new Fault('BAD_REQUEST', 'The signature is missing, wrong or too old.', {
          details: { forged: true },
        })
      return noticeOf(parse(body))
    },
  }
}

/** @see https://docs.stripe.com/api/checkout/sessions/create */
function formOf({ id, amount, price, currency, returnTo }: Purchase): URLSearchParams {
  return new URLSearchParams({
    mode: 'payment',
    client_reference_id: id,
    'metadata[top_up]': id,
    'payment_intent_data[metadata][top_up]': id,
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': currency,
    'line_items[0][price_data][unit_amount]': String(price),
    'line_items[0][price_data][product_data][name]': `${(amount / 100).toFixed(2)} coins`,
    success_url: `${returnTo}?topup=done`,
    cancel_url: `${returnTo}?topup=cancelled`,
  })
}

function refusalOf(status: number, answer: unknown): Fault {
  const refusal = Refusal.safeParse(answer)
  const { code = 'unknown', type = 'unknown' } = refusal.success ? refusal.data.error : {}
  if (code === 'amount_too_small' || code === 'amount_too_large')
    return new Fault(
      'BAD_REQUEST',
      `The payment service does not take this amount: it is ${code.slice(7).replace('_', ' ')}.`,
    )
  return new Fault('UNAVAILABLE', 'The payment service did not take this.', {
    cause: new Error(`Stripe answered ${status} ${type} ${code}`),
  })
}

function parse(body: Uint8Array): z.output<typeof Event> {
  try {
    return Event.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (cause) {
    throw new Fault('BAD_REQUEST', 'This is no event of Stripe.', { cause })
  }
}

/** @see https://docs.stripe.com/payments/checkout/fulfill-orders */
function noticeOf({ id: event, type, data }: z.output<typeof Event>): PaymentNotice | null {
  const telling = [
    'checkout.session.completed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.async_payment_failed',
    'checkout.session.expired',
  ]
  if (!telling.includes(type)) return null
  const parsed = PaidSession.safeParse(data.object)
  if (!parsed.success) throw new Fault('BAD_REQUEST', 'This is no checkout session.', { cause: parsed.error })
  const { id: session, client_reference_id: reference, payment_status: status } = parsed.data
  const { amount_total: price, currency } = parsed.data
  const ended = type.endsWith('failed') || type.endsWith('expired')
  // Some ways of paying take days: the session is complete, and whether it was paid is told later.
  if (!ended && status !== 'paid') return null
  const purchase = z.uuid().safeParse(reference).data ?? null
  return { event, purchase, session, outcome: ended ? 'failed' : 'paid', price, currency }
}
