import { randomUUID } from 'node:crypto'
import { listSecurityEvents } from '@stoa/contract/accounts'
import { getBalance, getStatement, listTopUps, topUp } from '@stoa/contract/wallet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import { type StripeServer, type StripeSession, startStripe } from './stripe.ts'
import { type Holder, signUp } from './wallet.testing.ts'

let node: TestNode
let stripe: StripeServer
let admin: Holder
const started: Holder[] = []

beforeAll(async () => {
  stripe = await startStripe()
  const settings = {
    ...stripe.settings,
    coinPrice: '90',
    coinCurrency: 'EUR',
    publicUrl: 'https://stoa.example',
  }
  node = await startNode({ settings })
  admin = await signUp(node, 'admin')
  started.push(admin)
})
afterAll(async () => {
  await Promise.all(started.map(({ client }) => client.stop()))
  await node.stop()
  await stripe.stop()
})

async function somebody(): Promise<Holder> {
  const holder = await signUp(node, 'somebody')
  started.push(holder)
  return holder
}

const buy = ({ client }: Holder, amount: number, key = randomUUID()) =>
  client.call(topUp, { body: { amount, key } })
const balanceOf = ({ client }: Holder) => client.call(getBalance)
const webhook = () => `${node.url}/api/v1/webhooks/stripe`
const paid = (session: StripeSession | undefined) =>
  stripe.event('checkout.session.completed', { ...session, payment_status: 'paid', status: 'complete' })

/** Somebody who is on the page to pay, and its session. */
async function buyer(amount = 1_000): Promise<{ holder: Holder; session: StripeSession }> {
  const holder = await somebody()
  const { url } = await buy(holder, amount)
  const session = stripe.sessions.find((one) => one.url === url)
  if (session === undefined) throw new Error('no session')
  return { holder, session }
}

test('coins are paid on Stripe’s page and come when Stripe says that they were', async () => {
  const { holder, session } = await buyer(1_250)
  expect(session).toMatchObject({ amount_total: 1_125, currency: 'eur' })
  expect(await holder.client.call(listTopUps)).toMatchObject({
    available: true,
    topUps: [{ amount: 1_250, provider: 'stripe', status: 'pending', url: session.url }],
  })
  expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
  expect((await stripe.tell(webhook(), paid(session))).status).toBe(204)
  expect(await balanceOf(holder)).toMatchObject({ balance: 1_250 })
  const { topUps } = await holder.client.call(listTopUps)
  expect(topUps).toMatchObject([{ status: 'paid', url: null }])
  const { lines } = await holder.client.call(getStatement)
  expect(lines).toMatchObject([{ kind: 'top_up', amount: 1_250, balance: 1_250 }])
})

test('a webhook that is repeated, under its own or another id, also at once, changes nothing', async () => {
  const { holder, session } = await buyer(1_000)
  const event = paid(session)
  const events = [event, event, event, paid(session), paid(session)]
  const answers = await Promise.all(events.map((one) => stripe.tell(webhook(), one)))
  expect(answers.map(({ status }) => status)).toEqual(events.map(() => 204))
  expect(await balanceOf(holder)).toMatchObject({ balance: 1_000 })
})

describe('A8: a forged webhook is 400, changes nothing and is in the audit log, once a minute', () => {
  test.each([
    ['of another secret', { secret: 'whsec_guessed' }],
    ['that is ten minutes old', { at: Date.now() - 600_000 }],
  ])('%s', async (_what, signing) => {
    const { holder, session } = await buyer()
    const count = async () =>
      (await admin.client.call(listSecurityEvents, { query: { kind: 'webhook.forged' } })).events.length
    const answer = await stripe.tell(webhook(), paid(session), signing)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'BAD_REQUEST' })
    expect(await count()).toBe(1)
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
  })

  test('without a signature', async () => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(webhook(), { method: 'POST', headers, body: JSON.stringify(paid(undefined)) })
    expect(answer.status).toBe(400)
  })
})

test.each(['{', '[]', '{"id":"evt_1"}'])('a signed body that is no event, %s, is 400', async (body) => {
  expect((await stripe.tell(webhook(), body)).status).toBe(400)
})

test('another amount or currency than was asked for gives no coins, and is in the audit log', async () => {
  for (const change of [{ amount_total: 1 }, { currency: 'jpy' }]) {
    const { holder, session } = await buyer()
    expect((await stripe.tell(webhook(), paid({ ...session, ...change }))).status).toBe(204)
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
    const { events } = await admin.client.call(listSecurityEvents, { query: { subject: holder.id } })
    expect(events[0]).toMatchObject({ kind: 'payment.mismatch' })
  }
})

test('a payment that takes days gives coins when it has come, not when the page is done', async () => {
  const { holder, session } = await buyer()
  const unpaid = { ...session, status: 'complete' as const }
  await stripe.tell(webhook(), stripe.event('checkout.session.completed', unpaid))
  expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
  const succeeded = { ...unpaid, payment_status: 'paid' as const }
  await stripe.tell(webhook(), stripe.event('checkout.session.async_payment_succeeded', succeeded))
  expect(await balanceOf(holder)).toMatchObject({ balance: 1_000 })
})

test.each(['checkout.session.expired', 'checkout.session.async_payment_failed'])(
  '%s ends the purchase without coins, and never one that was paid',
  async (type) => {
    const { holder, session } = await buyer()
    await stripe.tell(webhook(), stripe.event(type, session))
    expect((await holder.client.call(listTopUps)).topUps).toMatchObject([{ status: 'failed', url: null }])
    const other = await buyer()
    await stripe.tell(webhook(), paid(other.session))
    await stripe.tell(webhook(), stripe.event(type, other.session))
    expect((await other.holder.client.call(listTopUps)).topUps).toMatchObject([{ status: 'paid' }])
    expect(await balanceOf(other.holder)).toMatchObject({ balance: 1_000 })
  },
)

test('what is not about a purchase of ours is taken and changes nothing', async () => {
  const { holder, session } = await buyer()
  const strangers = [
    stripe.event('invoice.paid', { id: 'in_1' }),
    paid({ ...session, client_reference_id: null }),
    paid({ ...session, client_reference_id: randomUUID() }),
  ]
  for (const event of strangers) expect((await stripe.tell(webhook(), event)).status).toBe(204)
  expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
})

test('W6: a purchase that Stripe could not take is begun again by the same key, once', async () => {
  const holder = await somebody()
  const key = randomUUID()
  stripe.refuse({ status: 500, code: 'api_error' })
  await expect(buy(holder, 1_000, key)).rejects.toMatchObject({ code: 'UNAVAILABLE', statusCode: 503 })
  stripe.refuse(null)
  const count = stripe.sessions.length
  const first = await buy(holder, 1_000, key)
  expect(await buy(holder, 1_000, key)).toEqual(first)
  await expect(buy(holder, 1_001, key)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(stripe.sessions).toHaveLength(count + 1)
  expect((await holder.client.call(listTopUps)).topUps).toHaveLength(1)
  await stripe.tell(webhook(), paid(stripe.sessions.at(-1)))
  expect(await buy(holder, 1_000, key)).toEqual(first)
})

test('an amount that Stripe does not take is told to whoever asked', async () => {
  const buying = buy(await somebody(), 10)
  await expect(buying).rejects.toMatchObject({ code: 'BAD_REQUEST', message: /too small/ })
})
