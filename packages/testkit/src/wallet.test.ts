import { randomUUID } from 'node:crypto'
import { createClient } from '@stoa/client'
import { listDemoAccounts, listSecurityEvents } from '@stoa/contract/accounts'
import { UserId } from '@stoa/contract/http'
import {
  approvePayout,
  endPayout,
  getBalance,
  getStatement,
  grantCoins,
  listPayouts,
  listTopUps,
  rejectPayout,
  requestPayout,
  statementCsv,
  topUp,
} from '@stoa/contract/wallet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import { type Holder, holderOf, signUp, signUpAs } from './wallet.testing.ts'

let node: TestNode
let admin: Holder
const started: Holder[] = []

beforeAll(async () => {
  node = await startNode({ settings: { demo: 'true' } })
  admin = await signUp(node, 'admin')
  started.push(admin)
})
afterAll(async () => {
  await Promise.all(started.map(({ client }) => client.stop()))
  await node.stop()
})

async function somebody(coins = 0): Promise<Holder> {
  const holder = await signUp(node, 'somebody')
  started.push(holder)
  if (coins > 0) await grant(holder, coins)
  return holder
}

async function creator(coins: number): Promise<Holder> {
  const holder = await signUpAs(node, admin, 'creator')
  started.push(holder)
  await grant(holder, coins)
  return holder
}

/** Somebody with a demo account; there are enough for one each. */
async function demoPerson(index: number): Promise<Holder> {
  const client = createClient({ url: node.url, tokens: 'body' })
  await client.start()
  const { accounts } = await client.call(listDemoAccounts)
  await client.signInDemo(UserId.parse(accounts[index]?.id))
  const holder = holderOf(client)
  started.push(holder)
  return holder
}

const grant = (to: Holder, amount: number, key = randomUUID(), note = 'a present') =>
  admin.client.call(grantCoins, { params: { user: to.id }, body: { amount, note, key } })
const balanceOf = ({ client }: Holder) => client.call(getBalance)

describe('a balance', () => {
  test('is nothing at first', async () => {
    expect(await balanceOf(await somebody())).toEqual({ balance: 0, held: 0, available: 0, demo: false })
  })
})

describe('a grant', () => {
  test('W6: repeated gives the first answer and no second grant; with other content it is a conflict', async () => {
    const holder = await somebody()
    const key = randomUUID()
    const first = await grant(holder, 500, key)
    expect(first).toEqual({ balance: 500, held: 0, available: 500, demo: false })
    await grant(holder, 100)
    expect(await grant(holder, 500, key)).toEqual(first)
    await expect(grant(holder, 501, key)).rejects.toMatchObject({ code: 'CONFLICT', statusCode: 409 })
    await expect(grant(await somebody(), 500, key)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await balanceOf(holder)).toMatchObject({ balance: 600 })
  })

  test('A8: is in the audit log', async () => {
    const holder = await somebody(500)
    const { events } = await admin.client.call(listSecurityEvents, { query: { subject: holder.id } })
    expect(events[0]).toMatchObject({ kind: 'coins.granted', actor: admin.id, details: { amount: 500 } })
  })

  test('to nobody is not found', async () => {
    const nobody = { ...admin, id: UserId.parse(randomUUID()) }
    await expect(grant(nobody, 5)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

test.each([0, -1, 1.5, 2 ** 53, 1e300, '5', null, true, [5]])(
  'W1: an amount of %j is refused with 400 wherever one can be given',
  async (given) => {
    const holder = await creator(1_000)
    const amount = given as number
    const bad = { code: 'BAD_REQUEST', statusCode: 400 }
    const key = randomUUID()
    await expect(grant(holder, amount)).rejects.toMatchObject(bad)
    await expect(holder.client.call(topUp, { body: { amount, key } })).rejects.toMatchObject(bad)
    await expect(holder.client.call(requestPayout, { body: { amount, key } })).rejects.toMatchObject(bad)
    expect(await balanceOf(holder)).toMatchObject({ balance: 1_000, held: 0 })
  },
)

describe('a statement', () => {
  test('has every movement, newest first, page by page, with the balance after each', async () => {
    const holder = await somebody()
    for (const amount of [1, 20, 300, 4_000, 50_000]) await grant(holder, amount)
    const first = await holder.client.call(getStatement, { query: { limit: 2 } })
    expect(first.lines).toMatchObject([
      { kind: 'grant', amount: 50_000, balance: 54_321, with: null, note: 'a present', reverses: null },
      { amount: 4_000, balance: 4_321 },
    ])
    const second = await holder.client.call(getStatement, { query: { limit: 2, before: first.next ?? '' } })
    const third = await holder.client.call(getStatement, { query: { limit: 2, before: second.next ?? '' } })
    expect([...second.lines, ...third.lines].map(({ balance }) => balance)).toEqual([321, 21, 1])
    expect(third.next).toBeNull()
  })

  test('of one page is over where it ends, and a place that is none is refused', async () => {
    const holder = await somebody(5)
    expect(await holder.client.call(getStatement, { query: { limit: 1 } })).toMatchObject({ next: null })
    await expect(holder.client.call(getStatement, { query: { before: 'yesterday' } })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  test('as CSV has all, oldest first, and nothing that a spreadsheet would run', async () => {
    const holder = await somebody()
    await grant(holder, 1_250, randomUUID(), '=HYPERLINK("http://evil.example","win")')
    await grant(holder, 5)
    const file = await holder.client.download(statementCsv)
    expect(file.type).toMatch(/^text\/csv/)
    const [head, first, second, end] = (await file.text()).split('\r\n')
    expect(head).toBe('time,kind,amount,balance,with,note,transfer,reverses')
    expect(first).toMatch(
      /^[^,]+Z,grant,12\.50,12\.50,,"'=HYPERLINK\(""http:\/\/evil\.example"",""win""\)",[^,]+,$/,
    )
    expect(second).toMatch(/,grant,0\.05,12\.55,,a present,/)
    expect(end).toBe('')
  })
})

describe('a top-up', () => {
  test('where no provider is set up cannot be had, and says so before', async () => {
    const holder = await somebody()
    const buying = holder.client.call(topUp, { body: { amount: 500, key: randomUUID() } })
    await expect(buying).rejects.toMatchObject({ code: 'NOT_AVAILABLE' })
    expect(await holder.client.call(listTopUps)).toEqual({ topUps: [], available: false })
  })

  test('A5, W6: gives demo accounts demo coins at once, once a key', async () => {
    const holder = await demoPerson(1)
    const { balance } = await balanceOf(holder)
    const body = { amount: 700, key: randomUUID() }
    const first = await holder.client.call(topUp, { body })
    expect(first).toMatchObject({ amount: 700, provider: 'demo', status: 'paid', url: null })
    expect(await holder.client.call(topUp, { body })).toEqual(first)
    await expect(holder.client.call(topUp, { body: { ...body, amount: 701 } })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await balanceOf(holder)).toMatchObject({ balance: balance + 700, demo: true })
    expect(await holder.client.call(listTopUps)).toMatchObject({ topUps: [first], available: true })
  })

  test('is at most 100,000 coins', async () => {
    const holder = await demoPerson(1)
    const buying = holder.client.call(topUp, { body: { amount: 100_000_01, key: randomUUID() } })
    await expect(buying).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('a payout', () => {
  const request = (holder: Holder, amount: number, key = randomUUID()) =>
    holder.client.call(requestPayout, { body: { amount, key } })

  test('W5, W6: holds the coins once a key, and they leave when it is approved, once', async () => {
    const holder = await creator(1_000)
    const key = randomUUID()
    const payout = await request(holder, 600, key)
    expect(payout).toMatchObject({ user: holder.id, amount: 600, status: 'requested', decidedAt: null })
    expect(await request(holder, 600, key)).toEqual(payout)
    expect(await balanceOf(holder)).toMatchObject({ balance: 1_000, held: 600, available: 400 })
    const approve = () =>
      admin.client.call(approvePayout, { params: { payout: payout.id }, body: { note: 'bank transfer 17' } })
    const [approved, again] = [await approve(), await approve()]
    expect(approved).toMatchObject({ status: 'approved', note: 'bank transfer 17' })
    expect(again).toEqual(approved)
    expect(await balanceOf(holder)).toEqual({ balance: 400, held: 0, available: 400, demo: false })
    const { lines } = await holder.client.call(getStatement)
    expect(lines[0]).toMatchObject({ kind: 'payout', amount: -600, balance: 400, note: 'bank transfer 17' })
  })

  test('that is rejected gives the coins back and cannot be approved then', async () => {
    const holder = await creator(1_000)
    const payout = await request(holder, 600)
    const params = { payout: payout.id }
    const rejected = await admin.client.call(rejectPayout, { params, body: { note: 'unknown bank' } })
    expect(rejected).toMatchObject({ status: 'rejected', note: 'unknown bank' })
    expect(await balanceOf(holder)).toMatchObject({ balance: 1_000, held: 0 })
    await expect(admin.client.call(approvePayout, { params, body: {} })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  test('can be taken back by its owner alone', async () => {
    const [holder, other] = [await creator(1_000), await creator(1_000)]
    const payout = await request(holder, 600)
    const end = ({ client }: Holder) => client.call(endPayout, { params: { payout: payout.id } })
    await expect(end(other)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await end(holder)).toMatchObject({ status: 'rejected', note: 'Taken back' })
    expect(await balanceOf(holder)).toMatchObject({ held: 0 })
  })

  test('beyond what is available is refused with what is needed', async () => {
    const holder = await creator(1_000)
    await request(holder, 600)
    await expect(request(holder, 401)).rejects.toMatchObject({
      code: 'PAYMENT_REQUIRED',
      statusCode: 402,
      details: { needed: 401, available: 400 },
    })
  })

  test('A5: of demo coins there is none', async () => {
    const holder = await demoPerson(0)
    await expect(request(holder, 1)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  })

  test('is listed for its owner, and everybody’s for admins alone', async () => {
    const holder = await creator(1_000)
    const payout = await request(holder, 10)
    expect(await holder.client.call(listPayouts)).toEqual({ payouts: [payout] })
    const query = { all: 'true', status: 'requested' } as const
    const { payouts } = await admin.client.call(listPayouts, { query })
    expect(payouts).toContainEqual(payout)
    await expect(holder.client.call(listPayouts, { query })).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  })
})
