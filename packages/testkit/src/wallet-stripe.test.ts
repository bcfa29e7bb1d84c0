import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { listSecurityEvents, setRole } from '@stoa/contract/accounts'
import {
  approvePayout,
  getBalance,
  getStatement,
  listTopUps,
  type Payout,
  requestPayout,
  topUp,
} from '@stoa/contract/wallet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import { type StripeEvent, type StripeServer, type StripeSession, startStripe } from './stripe.ts'
import { type Holder, signUp } from './wallet.testing.ts'

const main = fileURLToPath(import.meta.resolve('@stoa/server')).replace(/index\.ts$/, 'main.ts')

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

describe('W3: money that goes back takes its coins back', () => {
  const seen = async (holder: Holder) => {
    const { lines } = await holder.client.call(getStatement)
    return lines.map(({ kind, amount, reverses }) => [kind, amount, reverses !== null])
  }
  const reversals = async ({ id: subject }: Holder) => {
    const query = { subject, kind: 'payment.reversed' }
    const { events } = await admin.client.call(listSecurityEvents, { query })
    return events.map(({ details }) => details)
  }
  const tell = async (event: StripeEvent) => expect((await stripe.tell(webhook(), event)).status).toBe(204)

  /** Somebody who has paid 9.00 for 10.00 coins. */
  async function owner(): Promise<{ holder: Holder; session: StripeSession }> {
    const bought = await buyer(1_000)
    await tell(paid(bought.session))
    return bought
  }
  /** Coins that are paid out are as gone as those that are spent on calls. */
  async function spend(holder: Holder, amount: number): Promise<void> {
    const { id: payout } = await hold(holder, amount)
    await admin.client.call(approvePayout, { params: { payout }, body: {} })
  }
  async function hold({ client, id: user }: Holder, amount: number): Promise<Payout> {
    await admin.client.call(setRole, { params: { user }, body: { role: 'creator' } })
    return client.call(requestPayout, { body: { amount, key: randomUUID() } })
  }

  test('a refund of all of it is a transfer that names the purchase’s, once, however often it is told', async () => {
    const { holder, session } = await owner()
    const event = stripe.refunded(session, 900)
    await Promise.all([event, event, stripe.refunded(session, 900)].map(tell))
    expect(await balanceOf(holder)).toMatchObject({ balance: 0, available: 0 })
    expect(await seen(holder)).toEqual([
      ['reversal', -1_000, true],
      ['top_up', 1_000, false],
    ])
    expect(await reversals(holder)).toMatchObject([{ due: 1_000, taken: 1_000, short: 0 }])
  })

  test('refunds in parts take their parts, to the cent, in whatever order they are told', async () => {
    const { holder, session } = await owner()
    await tell(stripe.refunded(session, 100))
    expect(await balanceOf(holder)).toMatchObject({ balance: 889 })
    await tell(stripe.refunded(session, 800))
    await tell(stripe.refunded(session, 450))
    expect(await balanceOf(holder)).toMatchObject({ balance: 111 })
    await tell(stripe.refunded(session, 900))
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
  })

  test('W4: coins that are spent stay spent, and how many is in the audit log', async () => {
    const { holder, session } = await owner()
    await spend(holder, 700)
    await tell(stripe.refunded(session, 900))
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
    expect(await reversals(holder)).toMatchObject([{ due: 1_000, taken: 300, short: 700 }])
    // What is bought afterwards was paid for.
    const { url } = await buy(holder, 500)
    await tell(paid(stripe.sessions.find((one) => one.url === url)))
    await tell(stripe.refunded(session, 900))
    expect(await balanceOf(holder)).toMatchObject({ balance: 500 })
  })

  test('W5: held coins are not taken', async () => {
    const { holder, session } = await owner()
    await hold(holder, 400)
    await tell(stripe.refunded(session, 900))
    expect(await balanceOf(holder)).toMatchObject({ balance: 400, held: 400, available: 0 })
  })

  test('a disputed payment takes them at once, and gives them back when the dispute is won', async () => {
    const { holder, session } = await owner()
    const dispute = { id: `dp_${randomUUID()}` }
    const open = { ...dispute, status: 'needs_response' }
    await tell(stripe.disputed(session, 'created', open))
    await tell(stripe.disputed(session, 'funds_withdrawn', open))
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
    const won = stripe.disputed(session, 'closed', { ...dispute, status: 'won' })
    await Promise.all([won, won].map(tell))
    // Late, after its end.
    await tell(stripe.disputed(session, 'created', open))
    expect(await balanceOf(holder)).toMatchObject({ balance: 1_000 })
    expect(await seen(holder)).toEqual([
      ['reversal', 1_000, false],
      ['reversal', -1_000, true],
      ['top_up', 1_000, false],
    ])
    // And refunded after all.
    await tell(stripe.refunded(session, 900))
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
  })

  test('a dispute that is lost, or of which nothing but its end is heard, takes them once', async () => {
    const { holder, session } = await owner()
    const dispute = { id: `dp_${randomUUID()}`, amount: 450 }
    await tell(stripe.disputed(session, 'closed', { ...dispute, status: 'lost' }))
    await tell(stripe.disputed(session, 'created', { ...dispute, status: 'needs_response' }))
    expect(await balanceOf(holder)).toMatchObject({ balance: 500 })
  })

  test('of coins that were spent before the dispute only those that were taken come back', async () => {
    const { holder, session } = await owner()
    await spend(holder, 600)
    const dispute = { id: `dp_${randomUUID()}` }
    await tell(stripe.disputed(session, 'created', { ...dispute, status: 'needs_response' }))
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
    await tell(stripe.disputed(session, 'closed', { ...dispute, status: 'won' }))
    expect(await balanceOf(holder)).toMatchObject({ balance: 400 })
  })

  test('a bank that only asks takes nothing', async () => {
    const { holder, session } = await owner()
    const dispute = { id: `dp_${randomUUID()}` }
    await tell(stripe.disputed(session, 'created', { ...dispute, status: 'warning_needs_response' }))
    await tell(stripe.disputed(session, 'closed', { ...dispute, status: 'warning_closed' }))
    expect(await balanceOf(holder)).toMatchObject({ balance: 1_000 })
  })

  test('a refund that is told before the payment takes the coins as they come', async () => {
    const { holder, session } = await buyer(1_000)
    await tell(stripe.refunded(session, 900))
    await tell(paid(session))
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
    expect(await seen(holder)).toHaveLength(2)
  })

  test('one of another currency takes nothing and is in the audit log', async () => {
    const { holder, session } = await owner()
    await tell(stripe.refunded({ ...session, currency: 'jpy' }, 900))
    expect(await balanceOf(holder)).toMatchObject({ balance: 1_000 })
    const { events } = await admin.client.call(listSecurityEvents, { query: { subject: holder.id } })
    expect(events[0]).toMatchObject({ kind: 'payment.mismatch' })
  })

  test('one of something else that the account sells changes nothing', async () => {
    const { session } = await owner()
    await tell(stripe.refunded({ ...session, metadata: {} }, 900))
    await tell(stripe.refunded({ ...session, metadata: { top_up: randomUUID() } }, 900))
  })

  test('a dispute while Stripe cannot be asked is refused, so that it is told again', async () => {
    const { holder, session } = await owner()
    const event = stripe.disputed(session, 'created', { id: `dp_${randomUUID()}`, status: 'needs_response' })
    stripe.refuse({ status: 500, code: 'api_error' })
    expect((await stripe.tell(webhook(), event)).status).toBe(503)
    stripe.refuse(null)
    await tell(event)
    expect(await balanceOf(holder)).toMatchObject({ balance: 0 })
  })

  test('W2, W8: the books are right afterwards', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      main,
      'wallet',
      'verify',
      '--data',
      node.data,
    ])
    expect(stdout).toContain('the books are right')
  })
})
