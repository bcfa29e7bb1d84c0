import type { Profile } from '@stoa/contract/accounts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createNode, createTown, type Node, personOf, someEmail, type Town } from '../accounts.testing.ts'

let town: Town
let node: Node
let closed: Node

beforeAll(async () => {
  town = await createTown()
  node = await createNode(town, { demo: true })
  closed = await createNode(town)
  await closed.accounts.seedDemo()
  await Promise.all([node.accounts.seedDemo(), node.accounts.seedDemo()])
  await node.accounts.seedDemo()
})
afterAll(async () => {
  await node.close()
  await closed.close()
  await town.close()
})

async function demoAccounts(at = node): Promise<Profile[]> {
  return ((await at.call('GET', '/api/v1/demo')).body as { accounts: Profile[] }).accounts
}
const enter = (user: string | undefined, at = node) =>
  at.call('POST', '/api/v1/demo', { body: { user, tokens: 'body' } })

test('A5: the demo has six people, once, with names as varied as real ones', async () => {
  const names = (await demoAccounts()).map((account) => account.name)
  expect(new Set(names).size).toBe(6)
  expect(names).toHaveLength(6)
  expect(names.some((name) => name.length > 40)).toBe(true)
  expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true)
})

test('A5: a demo account is entered without e-mail and says that it is one', async () => {
  const [account] = await demoAccounts()
  const person = personOf(await enter(account?.id))
  expect(person.user).toMatchObject({ id: account?.id, demo: true, role: account?.role })
  expect(await node.call('GET', '/api/v1/me', { token: person.token })).toMatchObject({ status: 200 })
})

test('A5: no account but a demo one is entered this way', async () => {
  const real = await node.signIn(someEmail())
  expect(await enter(real.user.id)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } })
  expect(await enter('00000000-0000-4000-8000-000000000000')).toMatchObject({ status: 404 })
  expect(await enter('ada')).toMatchObject({ status: 400 })
})

test('A5: where the demo is off nobody is listed or let in, nor stays', async () => {
  const [account] = await demoAccounts()
  const person = personOf(await enter(account?.id))
  expect(await demoAccounts(closed)).toEqual([])
  expect(await enter(account?.id, closed)).toMatchObject({ status: 404 })
  const ended = { status: 401, body: { error: 'SESSION_ENDED' } }
  expect(await closed.call('GET', '/api/v1/me', { token: person.token })).toMatchObject(ended)
  const body = { refreshToken: person.refreshToken }
  expect(await closed.call('POST', '/api/v1/session/renew', { body })).toMatchObject(ended)
})

test('A5: a demo account is never sent a code, though the answer is the same', async () => {
  const { rows } = await sql<{ email: string }>`SELECT email FROM users WHERE demo LIMIT 1`.execute(
    town.database.db,
  )
  const answer = await node.call('POST', '/api/v1/login', { body: { email: rows[0]?.email } })
  expect(answer).toMatchObject({ status: 202, body: { expiresIn: 300 } })
  expect(node.queued).toEqual([])
})
