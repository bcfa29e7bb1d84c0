import { Fault } from '@stoa/contract/http'
import * as z from 'zod'
import type { MoneyBackNotice, Notice, PaymentNotice } from '../provider.ts'

const Name = z.string().min(1).max(200)
const Event = z.object({ id: Name, type: z.string(), data: z.object({ object: z.unknown() }) })
type Event = z.output<typeof Event>

const Session = z.object({
  id: z.string(),
  client_reference_id: z.string().nullable(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  amount_total: z.int().nullable(),
  currency: z.string().nullable(),
})
/** Stripe copies the metadata of a payment to its charge. */
const Charge = z.object({
  amount_refunded: z.int().min(0),
  currency: z.string(),
  metadata: z.object({ top_up: z.string().optional() }).default({}),
})
const Dispute = z.object({
  id: Name,
  amount: z.int().min(0),
  currency: z.string(),
  status: z.string(),
  payment_intent: Name.nullable(),
})

/** What a webhook of Stripe says, or null where it is about something else. Faults: BAD_REQUEST for what Stripe does not send. */
export function readNotice(body: Uint8Array): Notice | null {
  const event = parse(body)
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return paymentOf(event)
    case 'charge.refunded':
      return refundsOf(event)
    case 'charge.dispute.created':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.closed':
      return disputeOf(event)
    default:
      return null
  }
}

function parse(body: Uint8Array): Event {
  try {
    return Event.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (cause) {
    throw new Fault('BAD_REQUEST', 'This is no event of Stripe.', { cause })
  }
}

function objectOf<T extends z.ZodType>(type: T, { data }: Event, what: string): z.output<T> {
  const parsed = type.safeParse(data.object)
  if (!parsed.success) throw new Fault('BAD_REQUEST', `This is no ${what}.`, { cause: parsed.error })
  return parsed.data
}

/** Others may write into what Stripe hands on, too. */
export function purchaseIn(reference: string | null | undefined): string | null {
  return z.uuid().safeParse(reference).data ?? null
}

/** @see https://docs.stripe.com/payments/checkout/fulfill-orders */
function paymentOf(event: Event): PaymentNotice | null {
  const { id: session, ...told } = objectOf(Session, event, 'checkout session')
  const ended = event.type.endsWith('failed') || event.type.endsWith('expired')
  // Some ways of paying take days: the session is complete, and whether it was paid is told later.
  if (!ended && told.payment_status !== 'paid') return null
  return {
    ...{ about: 'payment', event: event.id, purchase: purchaseIn(told.client_reference_id), session },
    ...{ outcome: ended ? 'failed' : 'paid', price: told.amount_total, currency: told.currency },
  }
}

/** @see https://docs.stripe.com/refunds */
function refundsOf(event: Event): MoneyBackNotice {
  const { amount_refunded: price, currency, metadata } = objectOf(Charge, event, 'charge')
  return {
    ...{ about: 'money-back', event: event.id, purchase: purchaseIn(metadata.top_up), cause: 'refunds' },
    ...{ price, currency, final: false },
  }
}

/**
 * The money is away from the moment a bank disputes the payment, and comes back with a dispute that is won. Before it disputes, a bank
 * may only ask, which moves nothing.
 *
 * @see https://docs.stripe.com/disputes/how-disputes-work
 */
function disputeOf(event: Event): MoneyBackNotice {
  const { id: cause, amount, currency, status, payment_intent: payment } = objectOf(Dispute, event, 'dispute')
  const away = ['needs_response', 'under_review', 'lost'].includes(status)
  return {
    ...{ about: 'money-back', event: event.id, purchase: payment === null ? null : { payment }, cause },
    ...{ price: away ? amount : 0, currency, final: event.type === 'charge.dispute.closed' },
  }
}
