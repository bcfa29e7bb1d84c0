import { randomBytes, randomUUID } from 'node:crypto'
import type { UserId } from '@stoa/contract/http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../platform/database/testing.ts'
import { createLedger, type Ledger } from '../ledger/ledger.ts'
import { makePeople } from '../ledger/model.testing.ts'
import { verifyBooks } from './verify.ts'

let opened: TestDatabase
let ledger: Ledger
let ada: UserId
let bob: UserId
let demo: UserId
beforeEach(async () => {
  opened = await testDatabase()
  const { database } = opened
  ledger = createLedger({ database, clock: () => 1_000, random: (count) => randomBytes(count) })
  ;[ada, bob] = (await makePeople(database, 2)) as [UserId, UserId]
  ;[demo] = (await makePeople(database, 1, { demo: true })) as [UserId]
  for (const user of [ada, bob, demo]) await move('funding', user, 1_000)
  await move(ada, bob, 300)
  await database.transaction((tx) => ledger.hold(tx, { user: bob, amount: 50, expiresAt: null }))
})
afterEach(() => opened.close())

const move = (from: UserId | 'funding', to: UserId, amount: number) =>
  ledger.submit(
    { do: 'transfer', legs: [{ from, to, amount, kind: 'call' }] },
    { owner: to, key: randomUUID() },
  )
const verify = () => verifyBooks(opened.database.db)
const findings = async () => (await verify()).findings
/** What nobody but who owns the database can do. */
const tamper = (text: string) =>
  opened.database.execute(
    `ALTER TABLE wallet_transfers DISABLE TRIGGER USER; ${text}; ALTER TABLE wallet_transfers ENABLE TRIGGER USER`,
  )

test('W8: books that nobody tampered with are right', async () => {
  expect(await verify()).toEqual({ accounts: 9, lines: 8, findings: [] })
})

describe('W8: what is not as the transfers say is named by its account', () => {
  test('a balance', async () => {
    await tamper(`UPDATE wallet_accounts SET balance = balance + 1 WHERE id = '${ada}'`)
    expect(await findings()).toEqual([
      { account: null, what: 'the balances of all real accounts sum to 1, not 0' },
      { account: ada, what: 'its balance is 701, its transfers make 700' },
    ])
  })

  test('what is held', async () => {
    await tamper(`UPDATE wallet_accounts SET held = 49 WHERE id = '${bob}'`)
    expect(await findings()).toEqual([{ account: bob, what: '49 are held, its open holds are 50' }])
  })

  test('a transfer that is gone, for both its sides', async () => {
    await tamper(`DELETE FROM wallet_transfers WHERE debit = '${ada}'`)
    expect((await findings()).map(({ account }) => account).toSorted()).toEqual(
      [ada, bob].flatMap((id) => [id, id]).toSorted(),
    )
    expect(await findings()).toContainEqual({
      account: ada,
      what: 'its transfers 1 to 2 should be 2 and are 1',
    })
  })

  test('the amount of a transfer', async () => {
    await tamper(`UPDATE wallet_transfers SET amount = 200 WHERE debit = '${ada}'`)
    const broken = { what: 'its line 2 does not follow from the line before it' }
    expect(await findings()).toEqual(
      expect.arrayContaining([
        { account: ada, ...broken },
        { account: bob, ...broken },
      ]),
    )
  })

  test('a transfer that no account knows of', async () => {
    await tamper(`INSERT INTO wallet_transfers
      (id, at, kind, debit, credit, amount, debit_line, debit_balance, credit_line, credit_balance)
      VALUES ('${randomUUID()}', 0, 'call', '${ada}', '${bob}', 5, 3, 695, 3, 1305)`)
    expect((await findings()).map(({ account }) => account).toSorted()).toEqual([ada, bob].toSorted())
  })

  test('A5: coins that crossed between real and demo', async () => {
    await tamper(`INSERT INTO wallet_transfers
      (id, at, kind, debit, credit, amount, debit_line, debit_balance, credit_line, credit_balance)
      VALUES ('${randomUUID()}', 0, 'call', '${ada}', '${demo}', 5, 3, 695, 2, 1005);
      UPDATE wallet_accounts SET balance = 695, lines = 3 WHERE id = '${ada}';
      UPDATE wallet_accounts SET balance = 1005, lines = 2 WHERE id = '${demo}'`)
    expect(await findings()).toEqual(
      expect.arrayContaining([
        { account: ada, what: 'its line 3 mixes real and demo coins' },
        { account: demo, what: 'its line 2 mixes real and demo coins' },
        { account: null, what: 'the balances of all demo accounts sum to 5, not 0' },
      ]),
    )
  })

  test('W3: a reversal that is none', async () => {
    const { transfers } = await move(bob, ada, 10)
    await ledger.submit(
      { do: 'reverse', transfer: transfers[0] ?? '', note: '' },
      { owner: bob, key: randomUUID() },
    )
    expect(await findings()).toEqual([])
    await tamper(`UPDATE wallet_transfers SET reverses = (SELECT id FROM wallet_transfers WHERE debit = '${ada}' AND amount = 300)
      WHERE reverses IS NOT NULL`)
    expect(await findings()).toMatchObject([{ account: ada, what: /does not take back what it names/ }])
  })
})

test('W8: accounts with more lines than are read at once are checked to the last one', async () => {
  for (let round = 0; round < 2; round++)
    await Promise.all(
      Array.from({ length: 110 }, (_, index) => (index % 2 === 0 ? move(ada, bob, 1) : move(bob, ada, 1))),
    )
  const findings = async () => (await verifyBooks(opened.database.db, { accounts: 2, lines: 200 })).findings
  expect(await findings()).toEqual([])
  await tamper(`UPDATE wallet_transfers SET debit_balance = debit_balance + 1 WHERE debit = '${ada}' AND debit_line = 201;
    UPDATE wallet_transfers SET credit_balance = credit_balance + 1 WHERE credit = '${ada}' AND credit_line = 201`)
  expect(await findings()).toContainEqual({
    account: ada,
    what: 'its line 201 does not follow from the line before it',
  })
})
