import { randomUUID } from 'node:crypto'
import { changeCreator, startCall } from '@stoa/contract/calls'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallsTest, type Person, testCalls } from './calls.testing.ts'
import { manyCallersTest } from './start.testing.ts'

manyCallersTest(() => testCalls())

let town: CallsTest
beforeAll(async () => {
  town = await testCalls()
})
afterAll(() => town.close())

const pair = (one: Person, other: Person) => [one.user, other.user].sort().join(' ')

test('C2: a call holds its first minute, makes both busy and rings', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator({ rate: 120 })
  const call = await caller.start(creator)
  expect(call).toMatchObject({ state: 'ringing', seconds: 0, cost: 0, rate: 120, settled: false })
  expect(await caller.cents()).toMatchObject({ balance: 500, held: 120, available: 380 })
  expect(town.pushed.at(-1)).toMatchObject({ to: creator.user, message: { kind: 'call', call: call.id } })
  expect((await creator.entries(call)).map(({ type }) => type)).toEqual(['room.created', 'call.state'])
  const third = await town.person({ cents: 500 })
  await expect(third.start(creator)).rejects.toMatchObject({ code: 'CONFLICT', details: { why: 'busy' } })
  await expect(caller.start(await town.creator())).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { why: 'calling' },
  })
})

test('C2: who is in a call as a caller cannot be called either', async () => {
  const caller = await town.person({ cents: 500 })
  const [busy, other] = [await town.creator(), await town.creator()]
  await sql`UPDATE users SET role = 'creator' WHERE id = ${busy.user}`.execute(town.database.db)
  const funded = await town.person({ cents: 500 })
  await funded.start(other)
  await expect(caller.start(other)).rejects.toMatchObject({ details: { why: 'busy' } })
  expect(await caller.start(busy)).toMatchObject({ state: 'ringing' })
})

test('W6: a start repeated with its key is the call it began, and no other one with that key', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const key = randomUUID()
  const [one, two] = await Promise.all([caller.start(creator, { key }), caller.start(creator, { key })])
  expect(two.id).toBe(one.id)
  expect((await caller.cents()).held).toBe(60)
  await expect(caller.start(creator, { key, media: 'audio' })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('C2: a call is begun at the rate that the caller knows, or not at all', async () => {
  const caller = await town.person({ cents: 5_000 })
  const creator = await town.creator({ rate: 60 })
  const call = (rate: number, key = randomUUID()) =>
    caller.call(startCall, { body: { creator: creator.user, media: 'audio', key, rate } })
  const page = { headline: '', about: '', schedule: '', audio: true, video: true, available: true }
  await creator.call(changeCreator, { body: { ...page, rate: 4_000 } })
  const key = randomUUID()
  await expect(call(60, key)).rejects.toMatchObject({ code: 'CONFLICT', details: { why: 'rate' } })
  expect((await caller.cents()).held).toBe(0)
  const begun = await call(4_000, key)
  expect(begun).toMatchObject({ state: 'ringing', rate: 4_000 })
  await creator.call(changeCreator, { body: { ...page, rate: 60 } })
  expect((await call(4_000, key)).id).toBe(begun.id)
  await expect(call(60, key)).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('C2: without coins for a minute nothing happens, and it says how many are needed', async () => {
  const caller = await town.person({ cents: 59 })
  const creator = await town.creator({ rate: 60 })
  await expect(caller.start(creator)).rejects.toMatchObject({
    code: 'PAYMENT_REQUIRED',
    statusCode: 402,
    details: { needed: 60, available: 59 },
  })
  const rich = await town.person({ cents: 60 })
  expect(await rich.start(creator)).toMatchObject({ state: 'ringing' })
})

test('C2: oneself, strangers, who is blocked, banned, offline or takes no such calls cannot be called', async () => {
  const caller = await town.person({ cents: 500, role: 'creator' })
  const refused = (other: Person, expected: object, media: 'audio' | 'video' = 'video') =>
    expect(caller.start(other, { media })).rejects.toMatchObject(expected)
  await refused(caller, { code: 'BAD_REQUEST' })
  await refused(await town.person(), { code: 'NOT_FOUND' })
  await refused(await town.person({ role: 'creator' }), { code: 'NOT_FOUND' })
  const blocked = await town.creator()
  town.blocks.add(pair(caller, blocked))
  await refused(blocked, { code: 'BLOCKED' })
  const banned = await town.creator()
  await sql`UPDATE users SET banned_until = ${town.clock.now + 1000} WHERE id = ${banned.user}`.execute(
    town.database.db,
  )
  await refused(banned, { code: 'NOT_FOUND' })
  const away = await town.creator()
  town.online.delete(away.user)
  await refused(away, { code: 'CONFLICT', details: { why: 'offline' } })
  const resting = await town.creator()
  const page = { headline: '', about: '', schedule: '', rate: 60, audio: true, video: true, available: false }
  await resting.call(changeCreator, { body: page })
  await refused(resting, { code: 'CONFLICT', details: { why: 'offline' } })
  await refused(await town.creator({ video: false }), { code: 'CONFLICT', details: { why: 'media' } })
  await refused(
    await town.creator({ audio: false }),
    { code: 'CONFLICT', details: { why: 'media' } },
    'audio',
  )
  expect((await caller.cents()).held).toBe(0)
})

test('A5: demo accounts and others do not call each other', async () => {
  const [real, demo] = [await town.person({ cents: 500 }), await town.person({ cents: 500, demo: true })]
  const [star, demoStar] = [await town.creator(), await town.creator({ demo: true })]
  await expect(real.start(demoStar)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await expect(demo.start(star)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  expect(await demo.start(demoStar)).toMatchObject({ state: 'ringing' })
})

test('C3: who has no connection but can be pushed to is called; it rings once they are there', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  town.online.delete(creator.user)
  town.pushable.add(creator.user)
  const call = await caller.start(creator)
  expect(call.state).toBe('initiated')
  expect(town.pushed.at(-1)).toMatchObject({ to: creator.user, message: { kind: 'call', call: call.id } })
  town.online.add(creator.user)
  await town.node.calls.sweep()
  expect((await caller.see(call)).state).toBe('ringing')
})

test('C3: a call nobody takes is missed after 30 s, the hold is given back and the ring is taken back', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const call = await caller.start(creator)
  town.clock.now += 29_000
  await town.node.calls.sweep()
  expect((await caller.see(call)).state).toBe('ringing')
  town.clock.now += 1_000
  await town.node.calls.sweep()
  expect(await caller.see(call)).toMatchObject({ state: 'missed', end: null, settled: false })
  expect(town.pushed).toContainEqual({ to: creator.user, message: { kind: 'call-over', call: call.id } })
  await town.node.work()
  expect(await caller.see(call)).toMatchObject({ settled: true, cost: 0 })
  expect(await caller.cents()).toMatchObject({ balance: 500, held: 0 })
  expect(await (await town.person({ cents: 500 })).start(creator)).toMatchObject({ state: 'ringing' })
})

test('C3: once it is taken on one device, the others ring no more', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const call = await caller.start(creator)
  await creator.accept(call)
  expect(town.pushed.at(-1)).toMatchObject({
    to: creator.user,
    message: { kind: 'call-over', call: call.id },
  })
})

test('C3: where the clock is set back while it rings, it is still missed within its time', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const call = await caller.start(creator)
  town.clock.now -= 3_600_000
  await town.node.calls.sweep()
  town.clock.now += 30_000
  await town.node.calls.sweep()
  expect((await caller.see(call)).state).toBe('missed')
  town.clock.now += 3_600_000
})

test('M5: a block between the two ends their call', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const block = (by: Person, user: Person) =>
    town.database.transaction((tx) =>
      town.node.calls.blockChanged(tx, { by: by.user, user: user.user, blocked: true }),
    )
  const ringing = await caller.start(creator)
  await block(creator, caller)
  expect((await caller.see(ringing)).state).toBe('declined')
  const taken = await caller.start(creator)
  await creator.accept(taken)
  await block(caller, creator)
  expect(await caller.see(taken)).toMatchObject({ state: 'ended', end: 'hung_up' })
})
