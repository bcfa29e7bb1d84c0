import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A checkout session as Stripe's API has it, as far as anybody here looks. */
export interface StripeSession {
  readonly id: string
  readonly object: 'checkout.session'
  readonly client_reference_id: string | null
  readonly amount_total: number
  readonly currency: string
  readonly payment_status: 'paid' | 'unpaid'
  readonly status: 'open' | 'complete' | 'expired'
  readonly url: string
  /** What paying it is called, and the metadata that goes with the payment and its charge. */
  readonly payment_intent: string
  readonly metadata: Readonly<Record<string, string>>
}

export interface StripeEvent {
  readonly id: string
  readonly type: string
  readonly data: { readonly object: unknown }
}

/** Stripe for tests: takes checkout sessions over real HTTP as its API does, and signs events as its webhooks do. */
export interface StripeServer {
  /** For `STRIPE_URL`, `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRET`. */
  readonly settings: {
    readonly stripeUrl: string
    readonly stripeSecretKey: string
    readonly stripeWebhookSecret: string
  }
  /** Newest last. */
  readonly sessions: readonly StripeSession[]
  /** From now on this is how requests are refused; null takes them again. */
  refuse(refusal: { readonly status: number; readonly code: string } | null): void
  /** An event about a session. */
  event(type: string, session: Partial<StripeSession>): StripeEvent
  /** That so much of what was paid in a session is refunded, in all. */
  refunded(session: StripeSession, amount: number): StripeEvent
  /** That a dispute about what was paid in a session is at this step. */
  disputed(
    session: StripeSession,
    step: 'created' | 'funds_withdrawn' | 'closed',
    dispute: { readonly id: string; readonly status: string; readonly amount?: number },
  ): StripeEvent
  /** Sends an event, or any text, to a webhook, signed now unless `at` says when, with the right secret unless another is given. */
  tell(
    url: string,
    event: StripeEvent | string,
    signing?: { readonly at?: number; readonly secret?: string },
  ): Promise<Response>
  stop(): Promise<void>
}

export async function startStripe(): Promise<StripeServer> {
  const secretKey = `sk_test_${randomBytes(12).toString('hex')}`
  const webhookSecret = `whsec_${randomBytes(12).toString('hex')}`
  const sessions: StripeSession[] = []
  /** Asked again with the same key, Stripe gives the same answer, or refuses another question. */
  const answered = new Map<string, { readonly body: string; readonly session: StripeSession }>()
  let refusal: { readonly status: number; readonly code: string } | null = null

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const reply = (status: number, json: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    }
    const refuse = (status: number, code: string) =>
      reply(status, { error: { type: 'invalid_request_error', code, message: `refused: ${code}` } })
    if (request.headers.authorization !== `Bearer ${secretKey}`) return refuse(401, 'invalid_api_key')
    if (request.method === 'GET') {
      if (refusal !== null) return refuse(refusal.status, refusal.code)
      const paid = sessions.find((one) => request.url === `/v1/payment_intents/${one.payment_intent}`)
      if (paid === undefined) return refuse(404, 'resource_missing')
      return reply(200, { id: paid.payment_intent, object: 'payment_intent', metadata: paid.metadata })
    }
    if (request.method !== 'POST' || request.url !== '/v1/checkout/sessions')
      return refuse(404, 'resource_missing')
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true)
      return refuse(400, 'parameter_invalid')
    if (refusal !== null) return refuse(refusal.status, refusal.code)
    const key = String(request.headers['idempotency-key'] ?? '')
    const before = answered.get(key)
    if (before !== undefined && before.body !== body) return refuse(400, 'idempotency_error')
    const session = before?.session ?? sessionOf(new URLSearchParams(body))
    if (session === null) return refuse(400, 'parameter_missing')
    if (session.amount_total < 50) return refuse(400, 'amount_too_small')
    if (before === undefined) {
      sessions.push(session)
      answered.set(key, { body, session })
    }
    return reply(200, session)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: {
      stripeUrl: `http://127.0.0.1:${port}`,
      stripeSecretKey: secretKey,
      stripeWebhookSecret: webhookSecret,
    },
    sessions,
    refuse(next) {
      refusal = next
    },
    event: eventOf,
    refunded: ({ amount_total: amount, currency, metadata, payment_intent }, refunded) =>
      eventOf('charge.refunded', {
        ...{ id: `ch_${payment_intent}`, object: 'charge', amount, amount_refunded: refunded, currency },
        ...{ refunded: refunded === amount, metadata, payment_intent },
      }),
    disputed: ({ amount_total, currency, payment_intent }, step, { id, status, amount = amount_total }) =>
      eventOf(`charge.dispute.${step}`, {
        ...{ id, object: 'dispute', amount, currency, status, charge: `ch_${payment_intent}` },
        ...{ payment_intent, metadata: {} },
      }),
    tell(url, event, { at = Date.now(), secret = webhookSecret } = {}) {
      const body = typeof event === 'string' ? event : JSON.stringify(event)
      const time = Math.floor(at / 1000)
      const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
      return fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` },
        body,
      })
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const eventOf = (type: string, object: object): StripeEvent => ({
  id: `evt_${randomBytes(8).toString('hex')}`,
  type,
  data: { object },
})

/** Null where a parameter is missing that Stripe wants. */
function sessionOf(form: URLSearchParams): StripeSession | null {
  const price = Number(form.get('line_items[0][price_data][unit_amount]'))
  const quantity = Number(form.get('line_items[0][quantity]'))
  const currency = form.get('line_items[0][price_data][currency]')
  const name = form.get('line_items[0][price_data][product_data][name]')
  const whole = form.get('mode') === 'payment' && form.has('success_url') && name !== null
  if (!whole || currency === null || !Number.isInteger(price) || quantity !== 1) return null
  const id = `cs_test_${randomBytes(12).toString('hex')}`
  return {
    ...{ id, object: 'checkout.session', client_reference_id: form.get('client_reference_id') },
    ...{ amount_total: price * quantity, currency, payment_status: 'unpaid', status: 'open' },
    ...{
      url: `https://checkout.stripe.test/c/pay/${id}`,
      payment_intent: `pi_${randomBytes(12).toString('hex')}`,
    },
    metadata: { top_up: form.get('payment_intent_data[metadata][top_up]') ?? '' },
  }
}
