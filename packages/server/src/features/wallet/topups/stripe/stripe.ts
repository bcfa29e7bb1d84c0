import { Fault } from '@stoa/contract/http'
import * as z from 'zod'
import type { Notice, PaymentProvider, Purchase } from '../provider.ts'
import { purchaseIn, readNotice } from './events.ts'
import { isSignedBy } from './signature.ts'

/** Stripe Checkout: people pay on Stripe's page, and Stripe tells us. */
export interface StripeProvider extends PaymentProvider {
  /**
   * What a webhook says, or null where it is about something else.
   * Faults: BAD_REQUEST with `details.forged` where it is not signed by Stripe, or is not what Stripe sends.
   */
  read(body: Uint8Array, signature: string | undefined, now: number): Notice | null
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
const Payment = z.object({ metadata: z.object({ top_up: z.string().optional() }).default({}) })

export function createStripe({
  secretKey,
  webhookSecret,
  url = 'https://api.stripe.com',
}: StripeOptions): StripeProvider {
  /** Faults: UNAVAILABLE, and BAD_REQUEST for an amount that is not taken. */
  async function ask<T extends z.ZodType>(
    answer: T,
    path: string,
    request: { readonly method?: 'POST'; readonly key?: string; readonly body?: URLSearchParams },
  ): Promise<z.output<T>> {
    const { key, ...rest } = request
    const response = await fetch(new URL(path, url), {
      ...rest,
      headers: {
        ...{ authorization: `Bearer ${secretKey}`, 'stripe-version': version },
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      signal: AbortSignal.timeout(patience),
      redirect: 'error',
    }).catch((cause: unknown) => {
      throw new Fault('UNAVAILABLE', 'The payment service does not answer.', { cause })
    })
    const told: unknown = await response.json().catch(() => null)
    if (!response.ok) throw refusalOf(response.status, told)
    const parsed = answer.safeParse(told)
    if (!parsed.success)
      throw new Fault('UNAVAILABLE', 'The payment service answered something else.', { cause: parsed.error })
    return parsed.data
  }

  return {
    async start(purchase) {
      const asked = { method: 'POST', key: purchase.id, body: formOf(purchase) } as const
      const made = await ask(Session, '/v1/checkout/sessions', asked)
      return { session: made.id, url: made.url }
    },
    async purchaseOf(payment) {
      const { metadata } = await ask(Payment, `/v1/payment_intents/${encodeURIComponent(payment)}`, {})
      return purchaseIn(metadata.top_up)
    },
    read(body, signature, now) {
      if (signature === undefined || !isSignedBy(webhookSecret, { body, signature, now }))
        throw new Fault('BAD_REQUEST', 'The signature is missing, wrong or too old.', {
          details: { forged: true },
        })
      return readNotice(body)
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
