import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createNode, createTown, type Node, type Town } from '../accounts.testing.ts'
import { readUser } from '../users.ts'

let town: Town
let node: Node
let other: Node

beforeAll(async () => {
  town = await createTown()
})
beforeEach(async () => {
  await sql`TRUNCATE users, sign_ins CASCADE`.execute(town.database.db)
  node = await createNode(town)
  other = await createNode(town)
})
afterEach(async () => {
  await node.close()
  await other.close()
})
afterAll(() => town.close())

const coming = { name: 'Gus', userAgent: 'a test', address: '127.0.0.1' }
const admit = () => town.database.transaction((tx) => node.accounts.guests.admit(tx, coming))

test('A7: a guest is no first account: who signs in after one is the admin', async () => {
  await admit()
  expect((await node.signIn('first@example.org')).user.role).toBe('admin')
})

test('A7: nobody with an account becomes a guest', async () => {
  const [admin, user] = [await node.signIn('first@example.org'), await node.signIn('second@example.org')]
  const answer = await node.call('PUT', `/api/v1/users/${user.user.id}/role`, {
    token: admin.token,
    body: { role: 'guest' },
  })
  expect(answer).toMatchObject({ status: 400, body: { error: 'BAD_REQUEST' } })
})

test('is there exactly if the transaction that let them in commits', async () => {
  const refused = town.database.transaction(async (tx) => {
    await node.accounts.guests.admit(tx, coming)
    throw new Error('full')
  })
  await expect(refused).rejects.toThrow('full')
  const { rows } = await sql`SELECT FROM users`.execute(town.database.db)
  expect(rows).toHaveLength(0)
  const { user } = await admit()
  expect(await readUser(town.database.db, user.id)).toMatchObject({ name: 'Gus', role: 'guest', email: null })
})

test('A3: an erased guest is signed out on every node at once, and nobody else is erased', async () => {
  const { user, device, refreshToken } = await admit()
  const person = await node.signIn('first@example.org')
  const renewed = await other.call('POST', '/api/v1/session/renew', { body: { refreshToken } })
  const { accessToken } = renewed.body as { accessToken: string }
  expect((await other.call('GET', '/api/v1/me', { token: accessToken })).status).toBe(200)
  await town.database.transaction((tx) =>
    node.accounts.guests.erase(tx, { users: [user.id, person.user.id], by: person.user.id }),
  )
  expect((await other.call('GET', '/api/v1/me', { token: accessToken })).status).toBe(401)
  expect((await other.call('GET', '/api/v1/me', { token: person.token })).status).toBe(200)
  const { rows } = await sql`SELECT FROM devices WHERE id = ${device}`.execute(town.database.db)
  expect(rows).toHaveLength(0)
})
