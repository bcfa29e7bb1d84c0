import { startCall } from '@stoa/contract/calls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallsTest, connect, talk, testCalls } from './calls.testing.ts'

let town: CallsTest
beforeAll(async () => {
  town = await testCalls()
})
afterAll(() => town.close())

test('C5, W1: a call costs what both confirmed, rounded once; creator and house share it', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 99 })
  await talk(town, { call, caller, creator, seconds: 95 })
  expect(await caller.see(call)).toMatchObject({ state: 'ongoing', seconds: 95, cost: 157 })
  town.clock.now += 3000
  expect(await caller.end(call)).toMatchObject({
    state: 'ended',
    end: 'hung_up',
    seconds: 95,
    settled: false,
  })
  await town.node.work()
  // 99 × 95 / 60 = 156.75; a fifth of it, rounded down, is the house's.
  expect(await caller.see(call)).toMatchObject({ cost: 157, settled: true, earned: null, fee: null })
  expect(await creator.see(call)).toMatchObject({ cost: 157, earned: 126, fee: 31 })
  expect(await caller.cents()).toMatchObject({ balance: 843, held: 0 })
  expect(await creator.cents()).toMatchObject({ balance: 126, held: 0 })
  await town.balanced()
})

test('C5: paid time begins when both are connected; before that nothing is owed', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const call = await caller.start(creator)
  await creator.accept(call)
  await caller.beat(call)
  town.clock.now += 5000
  expect(await caller.beat(call)).toMatchObject({ connectedAt: null, seconds: 0, paidUntil: null })
  expect(await creator.beat(call, false)).toMatchObject({ connectedAt: null })
  town.clock.now += 5000
  const { now } = town.clock
  expect(await creator.beat(call)).toMatchObject({ connectedAt: now, paidUntil: now + 60_000 })
  await caller.end(call)
  await town.node.work()
  expect(await caller.see(call)).toMatchObject({ state: 'ended', seconds: 0, cost: 0, settled: true })
  expect(await caller.cents()).toMatchObject({ balance: 500, held: 0 })
})

test('C1: a call that never connects has failed after a minute, and costs nothing', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const call = await caller.start(creator)
  await creator.accept(call)
  town.clock.now += 59_000
  await town.node.calls.sweep()
  expect((await caller.see(call)).state).toBe('ongoing')
  town.clock.now += 1_000
  await town.node.calls.sweep()
  expect(await caller.see(call)).toMatchObject({ state: 'failed', seconds: 0 })
  await town.node.work()
  expect(await caller.cents()).toMatchObject({ balance: 500, held: 0 })
})

test('C6: each minute is held before it begins, and both are told until when', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 100 })
  const began = town.clock.now
  expect((await caller.cents()).held).toBe(100)
  await talk(town, { call, caller, creator, seconds: 29 })
  expect((await caller.cents()).held).toBe(100)
  await talk(town, { call, caller, creator, seconds: 1 })
  expect((await caller.cents()).held).toBe(200)
  await talk(town, { call, caller, creator, seconds: 60 })
  expect((await caller.cents()).held).toBe(300)
  const told = (await creator.entries(call))
    .filter(({ type }) => type === 'call.held')
    .map(({ body }) => body)
  expect(told).toEqual([
    { paidUntil: began + 60_000, last: false },
    { paidUntil: began + 120_000, last: false },
    { paidUntil: began + 180_000, last: false },
  ])
  await caller.end(call)
  await town.node.work()
  expect(await caller.cents()).toMatchObject({ balance: 850, held: 0 })
})

test('C6: with 30 s left and no coins for another minute both are told, and the call ends as the minute does', async () => {
  const { caller, creator, call } = await connect(town, { cents: 150, rate: 100 })
  await talk(town, { call, caller, creator, seconds: 29 })
  expect((await caller.see(call)).last).toBe(false)
  await talk(town, { call, caller, creator, seconds: 1 })
  expect(await caller.see(call)).toMatchObject({ last: true, paidUntil: town.clock.now + 30_000 })
  await talk(town, { call, caller, creator, seconds: 29 })
  expect((await caller.see(call)).state).toBe('ongoing')
  town.clock.now += 1000
  await Promise.all([caller.beat(call), creator.beat(call)])
  await town.node.calls.sweep()
  expect(await caller.see(call)).toMatchObject({ state: 'ended', end: 'balance', seconds: 60 })
  const told = (await caller.entries(call)).filter(({ type }) => type === 'call.held').map(({ body }) => body)
  expect(told).toEqual([
    { paidUntil: expect.any(Number), last: false },
    { paidUntil: town.clock.now, last: true },
  ])
  await town.node.work()
  expect(await caller.cents()).toMatchObject({ balance: 50, held: 0 })
  expect(await creator.cents()).toMatchObject({ balance: 80 })
  await town.balanced()
})

test('C6: coins bought in the last half minute let the call go on', async () => {
  const { caller, creator, call } = await connect(town, { cents: 100, rate: 100 })
  await talk(town, { call, caller, creator, seconds: 40 })
  expect((await caller.see(call)).last).toBe(true)
  await town.database.transaction((tx) =>
    town.ledger.transfer(tx, [{ from: 'funding', to: caller.user, amount: 100, kind: 'grant' }]),
  )
  await talk(town, { call, caller, creator, seconds: 30 })
  expect(await caller.see(call)).toMatchObject({ state: 'ongoing', last: false, seconds: 70 })
  await talk(town, { call, caller, creator, seconds: 50 })
  expect(await caller.see(call)).toMatchObject({ state: 'ended', end: 'balance', seconds: 120 })
})

test('C5: silence of either side ends the call at the last moment both confirmed', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 40 })
  const last = town.clock.now
  for (let second = 1; second <= 15; second++) {
    town.clock.now += 1000
    if (second % 5 === 0) await caller.beat(call)
    await town.node.calls.sweep()
  }
  expect((await caller.see(call)).state).toBe('ongoing')
  town.clock.now += 1000
  await town.node.calls.sweep()
  expect(await caller.see(call)).toMatchObject({ state: 'ended', end: 'silence', seconds: 40, endedAt: last })
  await expect(creator.beat(call)).rejects.toMatchObject({ code: 'GONE', details: { end: 'silence' } })
  await town.node.work()
  expect(await caller.cents()).toMatchObject({ balance: 960, held: 0 })
})

test('C5: a line that both say is lost is not paid for, and ends after a minute', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 10 })
  for (let second = 1; second <= 61; second++) {
    town.clock.now += 1000
    if (second % 5 === 0) await Promise.all([caller.beat(call, false), creator.beat(call, false)])
    await town.node.calls.sweep()
  }
  expect(await caller.see(call)).toMatchObject({ state: 'ended', end: 'silence', seconds: 10 })
})

test('C5: saying at every other heartbeat that the line is lost ends the call like a lost line does', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 10 })
  for (let beats = 1; beats <= 12; beats++) {
    expect((await caller.see(call)).state).toBe('ongoing')
    town.clock.now += 5000
    await Promise.all([caller.beat(call, beats % 2 === 0), creator.beat(call)])
    await town.node.calls.sweep()
  }
  town.clock.now += 1000
  await town.node.calls.sweep()
  expect(await caller.see(call)).toMatchObject({ state: 'ended', end: 'silence', seconds: 10 })
})

test('C5: where the clock is set back an hour nobody pays twice and the call goes on, minutes held in time', async () => {
  const { caller, creator, call } = await connect(town, { cents: 1000, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 20 })
  town.clock.now -= 3_600_000
  await talk(town, { call, caller, creator, seconds: 100 })
  const seen = await caller.see(call)
  expect(seen.state).toBe('ongoing')
  // Up to one heartbeat of each side is lost with the old time.
  expect(seen.seconds).toBeGreaterThanOrEqual(110)
  expect(seen.seconds).toBeLessThanOrEqual(120)
  expect((await caller.cents()).held).toBe(180)
  await caller.end(call)
  town.clock.now += 3_600_000
})

test('C5: where the clock is set forward an hour nobody pays for it, and the call goes on', async () => {
  const { caller, creator, call } = await connect(town, { cents: 5000, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 20 })
  town.clock.now += 3_600_000
  await talk(town, { call, caller, creator, seconds: 30 })
  expect(await caller.see(call)).toMatchObject({ state: 'ongoing', seconds: 45 })
  await caller.end(call)
  await town.node.work()
  await town.balanced()
})

test('C5: a heartbeat of a call that is over says so, with how it ended', async () => {
  const { caller, creator, call } = await connect(town)
  await caller.end(call)
  await expect(creator.beat(call)).rejects.toMatchObject({
    code: 'GONE',
    statusCode: 410,
    details: { state: 'ended', end: 'hung_up' },
  })
})

test('C6: whatever becomes of the balance meanwhile, what is held for the call stays its own', async () => {
  const { caller, creator, call } = await connect(town, { cents: 160, rate: 60 })
  const other = await town.creator({ rate: 150 })
  await expect(
    caller.call(startCall, { body: { creator: other.user, media: 'video', key: crypto.randomUUID() } }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(
    town.database.transaction((tx) =>
      town.ledger.transfer(tx, [{ from: caller.user, to: other.user, amount: 101, kind: 'grant' }]),
    ),
  ).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
  await talk(town, { call, caller, creator, seconds: 30 })
  await caller.end(call)
  await town.node.work()
  expect(await caller.cents()).toMatchObject({ balance: 130, held: 0 })
})
