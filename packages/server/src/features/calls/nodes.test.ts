import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallsTest, connect, talk, testCalls } from './calls.testing.ts'

let town: CallsTest
beforeAll(async () => {
  town = await testCalls()
})
afterAll(() => town.close())

test('C8: a call that rings as its node dies is missed by another one in its time', async () => {
  const doomed = await town.another()
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const call = await caller.start(creator, { at: doomed })
  await doomed.die()
  town.clock.now += 30_000
  await town.node.calls.sweep()
  expect((await caller.see(call)).state).toBe('missed')
  await town.node.work()
  expect(await caller.cents()).toMatchObject({ balance: 500, held: 0 })
  await town.balanced()
})

test('C8: a call that was only just taken as its node dies fails, and nobody pays', async () => {
  const doomed = await town.another()
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const call = await caller.start(creator, { at: doomed })
  await creator.accept(call, doomed)
  await doomed.die()
  town.clock.now += 60_000
  await town.node.calls.sweep()
  expect((await caller.see(call)).state).toBe('failed')
  await town.node.work()
  await town.balanced()
})

test('C8: an ongoing call whose node died and of whom nobody is heard ends within 30 s, paid to the last confirmed moment', async () => {
  const doomed = await town.another()
  const { caller, creator, call } = await connect(town, { cents: 500, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 40, at: doomed })
  await doomed.die()
  const died = town.clock.now
  while ((await caller.see(call)).state === 'ongoing') {
    town.clock.now += 1000
    await town.node.calls.sweep()
    expect(town.clock.now - died).toBeLessThanOrEqual(30_000)
  }
  expect(await caller.see(call)).toMatchObject({ state: 'ended', end: 'silence', seconds: 40, endedAt: died })
  await town.node.work()
  expect(await caller.cents()).toMatchObject({ balance: 460, held: 0 })
  await town.balanced()
})

test('C8: an ongoing call goes on where its two are heard by another node, minutes held by that one', async () => {
  const doomed = await town.another()
  const { caller, creator, call } = await connect(town, { cents: 500, rate: 60 })
  await talk(town, { call, caller, creator, seconds: 40, at: doomed })
  await doomed.die()
  await talk(town, { call, caller, creator, seconds: 80 })
  expect(await caller.see(call)).toMatchObject({ state: 'ongoing', seconds: 120 })
  expect((await caller.cents()).held).toBe(180)
  await caller.end(call)
  await town.node.work()
  await town.balanced()
})

test('C8: two nodes that look at the same moment end a call once', async () => {
  const other = await town.another()
  const { caller, call } = await connect(town)
  await other.calls.sweep()
  await town.node.calls.sweep()
  for (let second = 0; second < 16; second += 4) {
    town.clock.now += 4000
    await Promise.all([town.node.calls.sweep(), other.calls.sweep(), town.node.calls.sweep()])
  }
  const states = (await caller.entries(call)).filter(({ type }) => type === 'call.state')
  expect(states.filter(({ body }) => (body as { state: string }).state === 'ended')).toHaveLength(1)
  await Promise.all([town.node.work(), other.work()])
  await town.balanced()
})

test('C5: a server that slept does not cut off those it did not hear meanwhile', async () => {
  const { caller, creator, call } = await connect(town, { cents: 500 })
  await talk(town, { call, caller, creator, seconds: 10 })
  town.clock.now += 40_000
  await town.node.calls.sweep()
  await talk(town, { call, caller, creator, seconds: 10 })
  // What was not confirmed is not paid: the sleep, and the seconds until both were heard again.
  expect(await caller.see(call)).toMatchObject({ state: 'ongoing', seconds: 15 })
  await caller.end(call)
})
