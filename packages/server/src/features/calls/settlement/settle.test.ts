import { endCall } from '@stoa/contract/calls'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallsTest, connect, talk, testCalls } from '../calls.testing.ts'

let town: CallsTest
beforeAll(async () => {
  town = await testCalls()
})
afterAll(() => town.close())

async function countRows(
  table: 'call_log' | 'wallet_transfers',
  column: 'call_id' | 'reference',
  call: string,
) {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM ${sql.table(table)} WHERE ${sql.ref(column)} = ${call}`.execute(
    town.database.db,
  )
  return rows[0]?.count
}

test('C7: settled twice at once and again later, on two nodes, a call is charged once', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 60 })
  const other = await town.another()
  await talk(town, { call, caller, creator, seconds: 45 })
  await caller.end(call)
  const [queued] = town.node.queued
  if (queued === undefined) throw new Error('nothing was queued')
  await Promise.all([queued.job.run(queued.data), queued.job.run(queued.data), other.work()])
  await town.node.work()
  await queued.job.run(queued.data)
  expect(await countRows('call_log', 'call_id', call.id)).toBe(1)
  expect(await countRows('wallet_transfers', 'reference', call.id)).toBe(2)
  expect(await caller.cents()).toMatchObject({ balance: 955, held: 0 })
  await town.balanced()
})

test('C7: the caller pays the creator all of it, and the creator the house its part', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 45 })
  await caller.end(call)
  await town.node.work()
  const { rows } = await sql`
    SELECT t.kind, t.amount, t.debit, c.kind AS to FROM wallet_transfers t JOIN wallet_accounts c ON c.id = t.credit
    WHERE t.reference = ${call.id} ORDER BY t.amount DESC`.execute(town.database.db)
  expect(rows).toEqual([
    { kind: 'call', amount: 45, debit: caller.user, to: 'user' },
    { kind: 'fee', amount: 9, debit: creator.user, to: 'fees' },
  ])
})

test('C7: what no job settled is settled by the next look for it', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 30 })
  await caller.end(call)
  // The node that had the job in its hands is gone.
  town.node.queued.length = 0
  const late = town.node.calls.jobs.find(({ name }) => name === 'calls.settle-late')
  await late?.run({})
  expect((await caller.see(call)).settled).toBe(false)
  town.clock.now += 16_000
  await late?.run({})
  expect(await caller.see(call)).toMatchObject({ settled: true, cost: 30 })
  await town.balanced()
})

test('C6: what a call holds outlives any time without a server, so that its creator is paid', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 30 })
  await caller.end(call)
  town.node.queued.length = 0
  town.clock.now += 400 * 24 * 3_600_000
  await town.ledger.expire()
  await town.node.calls.jobs.find(({ name }) => name === 'calls.settle-late')?.run({})
  expect(await creator.see(call)).toMatchObject({ settled: true, cost: 30, earned: 24 })
  await town.balanced()
})

test('C7: one that cannot be settled keeps no other from it, and is tried again', async () => {
  const [one, two] = [await connect(town, { cents: 500 }), await connect(town, { cents: 500 })]
  await sql`UPDATE calls SET hold = gen_random_uuid() WHERE id = ${one.call.id}`.execute(town.database.db)
  const { rows } = await sql<{
    hold: string
  }>`SELECT id AS hold FROM wallet_holds WHERE reference = ${one.call.id}`.execute(town.database.db)
  await Promise.all([one.caller.end(one.call), two.caller.end(two.call)])
  await expect(town.node.work()).rejects.toThrow()
  expect((await two.caller.see(two.call)).settled).toBe(true)
  expect((await one.caller.see(one.call)).settled).toBe(false)
  await sql`UPDATE calls SET hold = ${rows[0]?.hold} WHERE id = ${one.call.id}`.execute(town.database.db)
  await town.node.work()
  expect((await one.caller.see(one.call)).settled).toBe(true)
  expect(await one.caller.cents()).toMatchObject({ balance: 500, held: 0 })
})

test('C7, C9: a hundred that hang up at once are all answered and all settled, once each', async () => {
  const pairs: Awaited<ReturnType<typeof connect>>[] = []
  for (let pair = 0; pair < 100; pair++) pairs.push(await connect(town, { cents: 200, rate: 60 }))
  town.clock.now += 5000
  await Promise.all(pairs.flatMap(({ caller, creator, call }) => [caller.beat(call), creator.beat(call)]))
  const ended = await Promise.all(
    pairs.map(({ caller, call }) => caller.call(endCall, { params: { call: call.id } })),
  )
  expect(ended.every(({ state, seconds }) => state === 'ended' && seconds === 5)).toBe(true)
  await town.node.work()
  const seen = await Promise.all(pairs.map(({ caller, call }) => caller.see(call)))
  expect(seen.every(({ settled, cost }) => settled && cost === 5)).toBe(true)
  await town.balanced()
}, 120_000)
