import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  createNode,
  createTown,
  type Node,
  type SignedInPerson,
  someEmail,
  type Town,
} from '../accounts.testing.ts'

let town: Town
let node: Node
let ada: SignedInPerson
let bob: SignedInPerson

beforeAll(async () => {
  town = await createTown()
  node = await createNode(town)
})
beforeEach(async () => {
  ada = await node.signIn(someEmail())
  bob = await node.signIn(someEmail())
  node.blockChanges.splice(0)
})
afterAll(async () => {
  await node.close()
  await town.close()
})

const block = (by: SignedInPerson, whom: string) =>
  node.call('PUT', `/api/v1/me/blocked/${whom}`, { token: by.token })
const unblock = (by: SignedInPerson, whom: string) =>
  node.call('DELETE', `/api/v1/me/blocked/${whom}`, { token: by.token })
const lastSeenOf = async (whom: SignedInPerson, viewer: SignedInPerson) =>
  (await node.call('GET', `/api/v1/users/${whom.user.id}`, { token: viewer.token })).body

test('M5: a block holds both ways, shows in my own account only, and is told to the other features once', async () => {
  const { db } = town.database
  expect((await block(ada, bob.user.id)).status).toBe(204)
  expect((await block(ada, bob.user.id)).status).toBe(204)
  expect(await node.accounts.isBlocked(db, ada.user.id, bob.user.id)).toBe(true)
  expect(await node.accounts.isBlocked(db, bob.user.id, ada.user.id)).toBe(true)
  expect(await node.accounts.blockedAmong(db, bob.user.id, [ada.user.id, bob.user.id])).toEqual(
    new Set([ada.user.id]),
  )
  const own = (person: SignedInPerson) => node.call('GET', '/api/v1/me', { token: person.token })
  expect((await own(ada)).body).toMatchObject({ blocked: [bob.user.id] })
  expect((await own(bob)).body).toMatchObject({ blocked: [] })
  expect((await unblock(ada, bob.user.id)).status).toBe(204)
  expect((await unblock(ada, bob.user.id)).status).toBe(204)
  expect(await node.accounts.isBlocked(db, bob.user.id, ada.user.id)).toBe(false)
  const change = { by: ada.user.id, user: bob.user.id }
  expect(node.blockChanges).toEqual([
    { ...change, blocked: true },
    { ...change, blocked: false },
  ])
})

test('M5: unblocking opens nothing while the other still blocks', async () => {
  await block(ada, bob.user.id)
  await block(bob, ada.user.id)
  await unblock(ada, bob.user.id)
  expect(node.blockChanges.at(-1)).toEqual({ by: ada.user.id, user: bob.user.id, blocked: true })
  await unblock(bob, ada.user.id)
  expect(node.blockChanges.at(-1)).toEqual({ by: bob.user.id, user: ada.user.id, blocked: false })
})

test('M5: of two who unblock each other at once the last one opens', async () => {
  await block(ada, bob.user.id)
  await block(bob, ada.user.id)
  await Promise.all([unblock(ada, bob.user.id), unblock(bob, ada.user.id)])
  expect(node.blockChanges.slice(2).map((change) => change.blocked)).toEqual([true, false])
})

test('M5: when somebody was last here is hidden where a block lies between', async () => {
  const carol = await node.signIn(someEmail())
  for (const person of [ada, bob]) node.lastSeen.set(person.user.id, 777)
  await block(ada, bob.user.id)
  expect(await lastSeenOf(ada, bob)).toMatchObject({ lastSeen: null })
  expect(await lastSeenOf(bob, ada)).toMatchObject({ lastSeen: null })
  expect(await lastSeenOf(ada, carol)).toMatchObject({ lastSeen: 777 })
  await unblock(ada, bob.user.id)
  expect(await lastSeenOf(ada, bob)).toMatchObject({ lastSeen: 777 })
})

test('one cannot block oneself, nor nobody', async () => {
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect(await block(ada, ada.user.id)).toMatchObject({ status: 400, body: { error: 'BAD_REQUEST' } })
  expect(await block(ada, nobody)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } })
  expect(await block(ada, 'bob')).toMatchObject({ status: 400 })
})
