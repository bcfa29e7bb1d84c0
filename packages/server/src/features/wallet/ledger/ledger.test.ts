import { randomBytes, randomUUID } from 'node:crypto'
import type { UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../platform/database/testing.ts'
import { verifyBooks } from '../verify/verify.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { makePeople } from './model.testing.ts'
import { keepsTheBooks } from './suite.testing.ts'

let opened: TestDatabase
let ledger: Ledger
const clock = { now: Date.UTC(2030, 0, 15, 12) }
beforeAll(async () => {
  opened = await testDatabase()
  ledger = createLedger({
    database: opened.database,
    clock: () => clock.now,
    random: (count) => randomBytes(count),
  })
})
afterAll(() => opened.close())

const keyOf = (owner: UserId) => ({ owner, key: randomUUID() })
const inOne = <T>(work: Parameters<TestDatabase['database']['transaction']>[0]) =>
  opened.database.transaction(work) as Promise<T>
const grant = (user: UserId, amount: number) =>
  ledger.submit({ do: 'transfer', legs: [{ from: 'funding', to: user, amount, kind: 'grant' }] }, keyOf(user))
const balance = (user: UserId) => ledger.balanceOf(opened.database.db, user)

/** Somebody with coins. */
async function person(coins = 0, demo = false): Promise<UserId> {
  const [user] = await makePeople(opened.database, 1, { demo })
  if (user === undefined) throw new Error('nobody')
  if (coins > 0) await grant(user, coins)
  return user
}

test('W2, W3, W4, W5, W6: random commands at the same time leave what a plain model says', async () => {
  const node = { ledger, database: opened.database }
  await keepsTheBooks([node], 25)
}, 240_000)

describe('transfers', () => {
  test('W4: nobody spends more than they have, however many try at once', async () => {
    const [spender, other] = [await person(1_000), await person()]
    const spend = () =>
      ledger.submit(
        { do: 'transfer', legs: [{ from: spender, to: other, amount: 300, kind: 'call' }] },
        keyOf(spender),
      )
    const results = await Promise.allSettled(Array.from({ length: 10 }, spend))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'PAYMENT_REQUIRED', details: { needed: 300, available: 100 } },
    })
    expect(await balance(spender)).toMatchObject({ balance: 100 })
    expect(await balance(other)).toMatchObject({ balance: 900 })
  })

  test('a refused command changes nothing for those that share its commit', async () => {
    const [one, other] = [await person(10), await person()]
    const send = (amount: number) =>
      ledger.submit({ do: 'transfer', legs: [{ from: one, to: other, amount, kind: 'call' }] }, keyOf(one))
    const results = await Promise.allSettled([send(4), send(100), send(6)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await balance(other)).toMatchObject({ balance: 10 })
  })

  test('a command of several transfers happens whole or not at all', async () => {
    const [one, other] = [await person(10), await person()]
    const legs = [8, 8].map((amount) => ({ from: one, to: other, amount, kind: 'call' as const }))
    await expect(ledger.submit({ do: 'transfer', legs }, keyOf(one))).rejects.toMatchObject({
      code: 'PAYMENT_REQUIRED',
    })
    expect(await balance(one)).toMatchObject({ balance: 10 })
  })

  test.each([0, -5, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])(
    'W1: an amount of %d is refused',
    async (amount) => {
      const [one, other] = [await person(10), await person()]
      const legs = [{ from: one, to: other, amount, kind: 'call' as const }]
      const bad = { code: 'BAD_REQUEST', statusCode: 400 }
      await expect(ledger.submit({ do: 'transfer', legs }, keyOf(one))).rejects.toMatchObject(bad)
      await expect(inOne((tx) => ledger.transfer(tx, legs))).rejects.toMatchObject(bad)
      await expect(
        inOne((tx) => ledger.hold(tx, { user: one, amount, expiresAt: null })),
      ).rejects.toMatchObject(bad)
    },
  )

  test('W1: no account can be brought beyond 2^53 - 1', async () => {
    const rich = await person(1_000)
    await expect(grant(rich, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await balance(rich)).toMatchObject({ balance: 1_000 })
  })

  test('somebody who is not there, or is a guest, has no account', async () => {
    await expect(grant(randomUUID() as UserId, 5)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const guest = randomUUID() as UserId
    await sql`
      INSERT INTO users (id, name, name_folded, role, created_at) VALUES (${guest}, 'G', 'g', 'guest', 0)`.execute(
      opened.database.db,
    )
    await expect(grant(guest, 5)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('A5: demo coins', () => {
  test('cannot be paid to an account of real coins, nor the other way', async () => {
    const [real, demo] = [await person(100), await person(100, true)]
    const send = (from: UserId, to: UserId) =>
      ledger.submit({ do: 'transfer', legs: [{ from, to, amount: 5, kind: 'call' }] }, keyOf(from))
    await expect(send(real, demo)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    await expect(send(demo, real)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  })

  test('have house accounts of their own', async () => {
    const demo = await person(100, true)
    await ledger.submit(
      { do: 'transfer', legs: [{ from: demo, to: 'fees', amount: 30, kind: 'fee' }] },
      keyOf(demo),
    )
    const { rows } = await sql<{ demo: boolean }>`
      SELECT c.demo FROM wallet_transfers t JOIN wallet_accounts c ON c.id = t.credit
      WHERE t.debit = ${demo}`.execute(opened.database.db)
    expect(rows).toEqual([{ demo: true }])
  })

  test('are refused by the database itself where a server would mix them', async () => {
    const [real, demo] = [await person(100), await person(100, true)]
    const row = {
      ...{ id: randomUUID(), at: 0, kind: 'call', debit: real, credit: demo, amount: 1, note: '' },
      ...{ debit_line: 1, debit_balance: -1, credit_line: 1, credit_balance: 1 },
    }
    const mixing = sql`
      SELECT wallet_post(${JSON.stringify([row])}::json, '[]'::json, ${[real, demo]}::uuid[], ${[1, 0]}::bigint[],
        ${[-1, 1]}::bigint[], ${[0, 0]}::bigint[], ${[1, 1]}::bigint[])`.execute(opened.database.db)
    await expect(mixing).rejects.toThrow('real and demo coins cannot be mixed')
  })
})

describe('W3: a transfer', () => {
  test.each([
    sql`UPDATE wallet_transfers SET amount = amount + 1`,
    sql`DELETE FROM wallet_transfers`,
    sql`TRUNCATE wallet_transfers CASCADE`,
  ])('cannot be changed, deleted or truncated, %#', async (statement) => {
    await person(10)
    await expect(statement.execute(opened.database.db)).rejects.toThrow('append-only')
  })

  test('is taken back once, by one that names it', async () => {
    const [one, other] = [await person(100), await person()]
    const { transfers } = await inOne<{ transfers: string[] }>((tx) =>
      ledger.transfer(tx, [{ from: one, to: other, amount: 40, kind: 'call' }]),
    )
    const [transfer = ''] = transfers
    const reverse = () => inOne((tx) => ledger.reverse(tx, { transfer, note: 'it did not connect' }))
    const { transfers: reversals } = (await reverse()) as { transfers: string[] }
    expect(await balance(one)).toMatchObject({ balance: 100 })
    const { rows } = await sql`
      SELECT kind, amount, reverses, debit, credit FROM wallet_transfers WHERE id = ${reversals[0]}`.execute(
      opened.database.db,
    )
    expect(rows).toEqual([{ kind: 'reversal', amount: 40, reverses: transfer, debit: other, credit: one }])
    await expect(reverse()).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('is not taken back from who has spent it', async () => {
    const [one, other] = [await person(100), await person()]
    const send = (from: UserId, to: UserId) =>
      ledger.submit({ do: 'transfer', legs: [{ from, to, amount: 40, kind: 'call' }] }, keyOf(from))
    const [transfer = ''] = (await send(one, other)).transfers
    await send(other, one)
    const reversing = ledger.submit({ do: 'reverse', transfer, note: '' }, keyOf(one))
    await expect(reversing).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
  })
})

describe('W5: a hold', () => {
  const holding = (user: UserId, amount: number, expiresAt: number | null = null) =>
    inOne<{ id: string }>((tx) => ledger.hold(tx, { user, amount, expiresAt }))

  test('W4: keeps coins from being spent or held again', async () => {
    const one = await person(100)
    await holding(one, 70)
    expect(await balance(one)).toEqual({ balance: 100, held: 70, available: 30, demo: false })
    await expect(holding(one, 31)).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
    const spending = ledger.submit(
      { do: 'transfer', legs: [{ from: one, to: 'fees', amount: 31, kind: 'fee' }] },
      keyOf(one),
    )
    await expect(spending).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
  })

  test('is captured in part, to several, and the rest returns', async () => {
    const [one, creator] = [await person(100), await person()]
    const { id } = await holding(one, 70)
    await inOne((tx) =>
      ledger.capture(tx, {
        hold: id,
        parts: [
          { to: creator, amount: 40, kind: 'call' },
          { to: 'fees', amount: 10, kind: 'fee' },
        ],
      }),
    )
    expect(await balance(one)).toMatchObject({ balance: 50, held: 0 })
    expect(await balance(creator)).toMatchObject({ balance: 40 })
    expect(await ledger.findHold(opened.database.db, id)).toMatchObject({ state: 'captured', captured: 50 })
  })

  test('is captured or released once, also by many at the same moment', async () => {
    const one = await person(100)
    const { id: hold } = await holding(one, 70)
    const results = await Promise.allSettled([
      ...Array.from({ length: 4 }, () => inOne((tx) => ledger.release(tx, { hold }))),
      ...Array.from({ length: 4 }, () =>
        ledger.submit({ do: 'capture', hold, parts: [{ to: 'fees', amount: 70, kind: 'fee' }] }, keyOf(one)),
      ),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await balance(one)).toMatchObject({ held: 0 })
  })

  test('is not captured beyond what it holds', async () => {
    const one = await person(100)
    const { id: hold } = await holding(one, 70)
    const parts = [{ to: 'fees' as const, amount: 71, kind: 'fee' as const }]
    await expect(inOne((tx) => ledger.capture(tx, { hold, parts }))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { held: 70 },
    })
    expect(await balance(one)).toMatchObject({ balance: 100, held: 70 })
  })

  test('is raised where that is available', async () => {
    const one = await person(100)
    const { id: hold } = await holding(one, 70)
    const raise = (more: number) => inOne((tx) => ledger.extendHold(tx, { hold, more, expiresAt: null }))
    expect(await raise(30)).toMatchObject({ amount: 100, state: 'open' })
    await expect(raise(1)).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
  })

  test('that is abandoned expires; one that was extended or never ends does not', async () => {
    // Whatever other tests left lapses first.
    clock.now += 365 * 24 * 3_600_000
    await ledger.expire()
    const one = await person(100)
    const { id: lapsed } = await holding(one, 10, clock.now + 60_000)
    const { id: extended } = await holding(one, 20, clock.now + 60_000)
    await holding(one, 30)
    await inOne((tx) => ledger.extendHold(tx, { hold: extended, more: 5, expiresAt: clock.now + 90_000 }))
    clock.now += 60_000
    expect(await ledger.expire()).toBe(1)
    expect(await ledger.findHold(opened.database.db, lapsed)).toMatchObject({ state: 'expired' })
    expect(await ledger.findHold(opened.database.db, extended)).toMatchObject({ state: 'open' })
    expect(await balance(one)).toMatchObject({ held: 55 })
  })

  test('of a transaction that rolls back never was', async () => {
    const one = await person(100)
    const failing = inOne(async (tx) => {
      await ledger.hold(tx, { user: one, amount: 50, expiresAt: null })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await balance(one)).toMatchObject({ held: 0 })
  })
})

describe('W6: a key', () => {
  const pay = (from: UserId, amount: number, key: { owner: UserId; key: string }) =>
    ledger.submit({ do: 'transfer', legs: [{ from, to: 'fees', amount, kind: 'fee' }] }, key)

  test('repeated gives the first answer, at once and later', async () => {
    const one = await person(100)
    const key = keyOf(one)
    const [first, second] = await Promise.all([pay(one, 10, key), pay(one, 10, key)])
    expect(second).toEqual(first)
    expect(await pay(one, 10, key)).toEqual(first)
    const inside = await inOne((tx) =>
      ledger.transfer(tx, [{ from: one, to: 'fees', amount: 10, kind: 'fee' }], key),
    )
    expect(inside).toEqual(first)
    expect(await balance(one)).toMatchObject({ balance: 90 })
  })

  test('with other content is a conflict', async () => {
    const one = await person(100)
    const key = keyOf(one)
    await pay(one, 10, key)
    await expect(pay(one, 11, key)).rejects.toMatchObject({ code: 'CONFLICT', statusCode: 409 })
  })

  test('of one person says nothing to another', async () => {
    const [one, other] = [await person(100), await person(100)]
    const { key } = keyOf(one)
    await pay(one, 10, { owner: one, key })
    await pay(other, 20, { owner: other, key })
    expect(await balance(other)).toMatchObject({ balance: 80 })
  })
})

test('W8: the books of this file are right', async () => {
  expect((await verifyBooks(opened.database.db)).findings).toEqual([])
})
