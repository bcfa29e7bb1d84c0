import { createClient } from '@stoa/client'
import { listDemoAccounts } from '@stoa/contract/accounts'
import { declineCall, endCall, getCreator, listCreators } from '@stoa/contract/calls'
import { getPushKey, subscribePush } from '@stoa/contract/notifications'
import { getBalance } from '@stoa/contract/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appoint, fund, see, settled, start, talking } from './calling.testing.ts'
import { startNode, type TestNode } from './node.ts'
import { type PushService, startPushService } from './push.ts'
import { join, online, openDirect, type Person, until } from './talk.testing.ts'

let node: TestNode
let service: PushService
let caller: Person
let creator: Person

beforeAll(async () => {
  service = await startPushService()
  node = await startNode({ settings: { pushInside: 'true', demo: 'true' } })
  caller = await join(node, 'caller@example.com')
  creator = await join(node, 'creator@example.com')
  await fund(caller, caller, 1000)
  await appoint(caller, creator, 60)
})
afterAll(async () => {
  await Promise.all([caller, creator].map(({ client }) => client.stop()))
  await node.stop()
  await service.stop()
})

/** A browser of the creator's device takes pushes. */
async function subscribe(name: string): Promise<void> {
  const { key } = await creator.client.call(getPushKey, {})
  await creator.client.call(subscribePush, {
    body: { ...service.subscribe(name, key), expirationTime: null },
  })
}

test('C3: a ring is pushed to the creator’s devices, encrypted for each, and taken back when the call is declined', async () => {
  await subscribe('phone')
  const call = await start(caller, creator)
  expect(await service.next()).toMatchObject({
    browser: 'phone',
    message: { kind: 'call', call: call.id, from: expect.any(String), media: 'audio' },
    ttl: 30,
    urgency: 'high',
  })
  await creator.client.call(declineCall, { params: { call: call.id } })
  expect(await service.next()).toMatchObject({
    browser: 'phone',
    message: { kind: 'call-over', call: call.id },
  })
})

test('C3: who is not connected is called by push alone', async () => {
  const room = await openDirect(caller, creator)
  const there = () => caller.client.rooms.get().rooms.find(({ id }) => id === room)?.present ?? []
  await until(caller.client.rooms, () => there().includes(creator.id))
  await creator.client.stop()
  await until(caller.client.rooms, () => !there().includes(creator.id))
  const call = await start(caller, creator)
  expect(call.state).toBe('initiated')
  expect(await service.next()).toMatchObject({ browser: 'phone', message: { kind: 'call', call: call.id } })
  creator = await join(node, 'creator@example.com')
  while ((await see(caller, call)).state === 'initiated');
  expect((await see(caller, call)).state).toBe('ringing')
  await caller.client.call(endCall, { params: { call: call.id } })
  expect(await service.next()).toMatchObject({ message: { kind: 'call-over' } })
})

test('M8: an endpoint that is gone is asked once more and then no more', async () => {
  await subscribe('tablet')
  service.expire('phone')
  service.expire('tablet', 404)
  const one = await start(caller, creator)
  expect((await service.refused(2)).toSorted()).toEqual(['phone', 'tablet'])
  await caller.client.call(endCall, { params: { call: one.id } })
  await subscribe('watch')
  const two = await start(caller, creator)
  expect(await service.next()).toMatchObject({ browser: 'watch', message: { call: two.id } })
  await caller.client.call(endCall, { params: { call: two.id } })
  expect(await service.next()).toMatchObject({ browser: 'watch', message: { kind: 'call-over' } })
  expect(await service.refused(2)).toHaveLength(2)
})

test('a device that is signed out takes its subscription with it', async () => {
  const other = await join(node, 'other@example.com')
  await appoint(caller, other, 60)
  const { key } = await other.client.call(getPushKey, {})
  await other.client.call(subscribePush, { body: service.subscribe('watch of another', key) })
  const availability = async () =>
    (await caller.client.call(getCreator, { params: { user: other.id } })).availability
  expect(await availability()).toBe('online')
  await other.client.logout()
  while ((await availability()) !== 'offline');
  await expect(start(caller, other)).rejects.toMatchObject({ code: 'CONFLICT', details: { why: 'offline' } })
  await other.client.stop()
})

test('what is no place to push to is refused', async () => {
  const { keys } = service.subscribe('odd', 'key')
  const put = (endpoint: string) =>
    creator.client.call(subscribePush, { body: { endpoint, keys } }).then(
      () => 'taken',
      (error: { code?: string }) => error.code,
    )
  for (const endpoint of ['', 'phone', 'ftp://push.example.com/1', 'javascript:alert(1)'])
    expect(await put(endpoint)).toBe('BAD_REQUEST')
})

test('A5: a demo fan calls a demo creator with demo coins, who earns them', async () => {
  const visitor = createClient({ url: node.url, tokens: 'body' })
  await visitor.start()
  const { accounts } = await visitor.call(listDemoAccounts, {})
  await visitor.stop()
  const enter = async (user: (typeof accounts)[number]): Promise<Person> => {
    const client = createClient({ url: node.url, tokens: 'body' })
    await client.start()
    await client.signInDemo(user.id)
    return { client, id: await online(client) }
  }
  const star = accounts.find(({ name }) => name === 'Amara Okafor')
  const fan = accounts.find(({ role }) => role === 'user')
  if (star === undefined || fan === undefined) throw new Error('the demo has no such people')
  const [her, him] = [await enter(star), await enter(fan)]
  const { creators } = await him.client.call(listCreators, { query: {} })
  expect(creators.map(({ demo }) => demo)).toEqual([true, true])
  expect(creators.find(({ user }) => user === star.id)).toMatchObject({ availability: 'online', rate: 120 })
  expect(await him.client.call(getBalance, {})).toMatchObject({ balance: 5000, demo: true })
  const call = await talking(him, her)
  await him.client.call(endCall, { params: { call: call.id } })
  await settled(him, call)
  const { cost, seconds } = await see(him, call)
  expect(cost).toBe(seconds * 2)
  expect((await him.client.call(getBalance, {})).balance).toBe(5000 - cost)
  expect((await her.client.call(getBalance, {})).balance).toBe(cost - Math.floor(cost / 5))
  await Promise.all([her, him].map(({ client }) => client.stop()))
})
