import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { type CallsTest, type Person, talk, testCalls } from './calls.testing.ts'

const minute = 60_000
let town: CallsTest
let caller: Person
let creator: Person
const towns: CallsTest[] = []
beforeEach(async () => {
  town ??= await testCalls()
  towns[0] = town
  caller = await town.person({ cents: 5000 })
  creator = await town.creator()
})
afterAll(() => towns[0]?.close())

/** Calls and hangs up at once. */
async function flash(times: number, apart = 1000): Promise<void> {
  for (let time = 0; time < times; time++) {
    await caller.end(await caller.start(creator))
    town.clock.now += apart
  }
}

async function flags(): Promise<number> {
  const { rows } = await sql<{ kind: string }>`
    SELECT kind FROM call_flags WHERE user_id = ${caller.user}`.execute(town.database.db)
  const { rows: told } = await sql`
    SELECT 1 FROM security_events WHERE kind = 'calls.flagged' AND subject = ${caller.user}`.execute(
    town.database.db,
  )
  expect(told).toHaveLength(rows.length)
  return rows.length
}

test('B1: the tenth call in five minutes with none that lasted flags the caller, once', async () => {
  await flash(9)
  expect(await flags()).toBe(0)
  await flash(1)
  expect(await flags()).toBe(1)
  await flash(2)
  expect(await flags()).toBe(1)
})

test('B1: ten calls of which one lasted, or spread over more than five minutes, are no flag', async () => {
  const call = await caller.start(creator)
  await creator.accept(call)
  await Promise.all([caller.beat(call), creator.beat(call)])
  await talk(town, { call, caller, creator, seconds: 35 })
  await caller.end(call)
  await flash(9)
  expect(await flags()).toBe(0)

  caller = await town.person({ cents: 5000 })
  await flash(10, 34_000)
  expect(await flags()).toBe(0)
})

test('B1: the sixteenth call in ten minutes is refused with until when, and the window slides', async () => {
  const began = town.clock.now
  await flash(15, 10_000)
  const until = began + 10 * minute
  await expect(caller.start(creator)).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
    statusCode: 403,
    details: { until },
  })
  town.clock.now = until - 1
  await expect(caller.start(creator)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  town.clock.now = until
  await flash(1, 0)
  await expect(caller.start(creator)).rejects.toMatchObject({ details: { until: until + 10_000 } })
})

test('B1: calls that were refused count for nothing', async () => {
  const poor = await town.person({ cents: 10 })
  for (let time = 0; time < 20; time++)
    await expect(poor.start(creator)).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
})
