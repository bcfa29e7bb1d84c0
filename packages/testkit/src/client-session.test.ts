import { type Client, createClient, memoryStorage } from '@stoa/client'
import { changeProfile, listDevices, revokeDevice } from '@stoa/contract/accounts'
import { DeviceId, RoomId } from '@stoa/contract/http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import { join, message, online, openDirect, type Person, until } from './talk.testing.ts'

let node: TestNode
let ahead = 0
let ada: Person
let bob: Person
let started: Client[]
let count = 0

beforeAll(async () => {
  node = await startNode({ overrides: { clock: () => Date.now() + ahead } })
})
afterAll(() => node.stop())

beforeEach(async () => {
  count += 1
  ada = await join(node, `ada${count}@example.com`)
  bob = await join(node, `bob${count}@example.com`)
  started = [ada.client, bob.client]
})
afterEach(() => Promise.all(started.map((client) => client.stop())))

/** Every state a client's connection has been in from now on. */
function watch(client: Client): string[] {
  const seen: string[] = []
  client.connection.subscribe(() => seen.push(client.connection.get().status))
  return seen
}

test('A3, T8: a token that expires while people talk is renewed on the same socket', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  const states = watch(ada.client)
  ahead += 15 * 60_000 + 1_000
  hers.send({ text: 'still here' })
  await message(his, 'still here')
  expect(states).toEqual([])
  await expect(ada.client.call(changeProfile, { body: { about: 'awake' } })).resolves.toMatchObject({
    about: 'awake',
  })
})

test('T8: a device that is signed out elsewhere is signed out at once', async () => {
  const other = await join(node, `ada${count}@example.com`)
  started.push(other.client)
  const { devices } = await ada.client.call(listDevices)
  const device = devices.find(({ current }) => !current)?.id
  await ada.client.call(revokeDevice, { params: { device: DeviceId.parse(device) } })
  const session = await until(other.client.session, ({ status }) => status === 'signed-out')
  expect(session).toMatchObject({ reason: { code: 'SESSION_ENDED' } })
  expect(other.client.rooms.get()).toEqual({ status: 'loading', rooms: [] })
  expect(other.client.connection.get()).toEqual({ status: 'idle' })
  expect(ada.client.session.get().status).toBe('signed-in')
})

test('signing out takes away everything that was kept, and the next start is signed out', async () => {
  const storage = memoryStorage()
  const first = await join(node, `ada${count}@example.com`, { storage })
  const room = await openDirect(first, bob)
  const conversation = first.client.open(room)
  conversation.send({ text: 'private' })
  await message(conversation, 'private')
  await first.client.logout()
  expect(first.client.session.get()).toEqual({ status: 'signed-out' })
  await first.client.stop()
  for (const table of ['session', 'outbox', 'rooms', 'pages'] as const)
    expect(await storage.list(table, '')).toEqual([])
  const second = createClient({ url: node.url, tokens: 'body', storage })
  started.push(second)
  await second.start()
  expect(second.session.get()).toEqual({ status: 'signed-out' })
})

test('whoever was signed in is signed in again by the next start', async () => {
  const storage = memoryStorage()
  const first = await join(node, `ada${count}@example.com`, { storage })
  await first.client.stop()
  const second = createClient({ url: node.url, tokens: 'body', storage })
  started.push(second)
  await second.start()
  expect(await online(second)).toBe(first.id)
})

test('a change of my profile shows in my session and, when they look again, to others', async () => {
  await ada.client.call(changeProfile, { body: { name: 'Ada L.' } })
  const state = await until(
    ada.client.session,
    (session) => session.status === 'signed-in' && session.me.name === 'Ada L.',
  )
  expect(state.status).toBe('signed-in')
  expect(ada.client.people.profile(ada.id).get()?.name).toBe('Ada L.')
  expect((await until(bob.client.people.profile(ada.id), (profile) => profile !== undefined))?.name).toBe(
    'Ada L.',
  )
})

test('a client that is stopped and one that is signed out refuse what needs somebody signed in', async () => {
  const nobody = createClient({ url: node.url, tokens: 'body' })
  started.push(nobody)
  await nobody.start()
  expect(nobody.session.get()).toEqual({ status: 'signed-out' })
  await expect(nobody.call(listDevices)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' })
  expect(() => nobody.open(RoomId.parse(crypto.randomUUID()))).toThrow('Sign in first.')
})
