import type { Role, SecurityEvent } from '@stoa/contract/accounts'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  createNode,
  createTown,
  type Node,
  personOf,
  type SignedInPerson,
  type Town,
} from '../accounts.testing.ts'

let town: Town
let node: Node
let other: Node
let first: SignedInPerson
let second: SignedInPerson

beforeAll(async () => {
  town = await createTown()
})
beforeEach(async () => {
  await sql`TRUNCATE users, sign_ins CASCADE`.execute(town.database.db)
  node = await createNode(town, { adminEmails: ['boss@example.org'], demo: true })
  other = await createNode(town)
  await node.accounts.seedDemo()
  first = await node.signIn('first@example.org')
  second = await node.signIn('second@example.org')
})
afterEach(async () => {
  await node.close()
  await other.close()
})
afterAll(() => town.close())

const setRole = (by: SignedInPerson, whom: string, role: string) =>
  node.call('PUT', `/api/v1/users/${whom}/role`, { token: by.token, body: { role } })
const audit = (person: SignedInPerson, query = '', at = node) =>
  at.call('GET', `/api/v1/admin/audit${query}`, { token: person.token })
async function eventsOf(query = ''): Promise<SecurityEvent[]> {
  return ((await audit(first, query)).body as { events: SecurityEvent[] }).events
}
const conflict = { status: 409, body: { error: 'CONFLICT' } }
const notAllowed = { status: 403, body: { error: 'NOT_ALLOWED' } }

test('A7: the first account of a server is its admin and the next ones are not, demo accounts or no', () => {
  expect([first.user.role, second.user.role]).toEqual(['admin', 'user'])
})

test('A7: of two first accounts made at once one is admin', async () => {
  await sql`TRUNCATE users, sign_ins CASCADE`.execute(town.database.db)
  const codes = [await node.codeFor('one@example.org'), await other.codeFor('two@example.org')]
  const answers = await Promise.all([
    node.verify('one@example.org', codes[0] ?? ''),
    other.verify('two@example.org', codes[1] ?? ''),
  ])
  expect(answers.map((answer) => personOf(answer).user.role).sort()).toEqual(['admin', 'user'])
})

test('A7: whom the operator names is admin, from the first sign-in or the next', async () => {
  expect((await node.signIn('boss@example.org')).user.role).toBe('admin')
  const late = await createNode(town, { adminEmails: ['second@example.org'] })
  town.clock.now += 60_000
  expect((await late.signIn('second@example.org')).user.role).toBe('admin')
  expect(await audit(second)).toMatchObject({ status: 200 })
  await late.close()
})

test('A7: only an admin gives roles', async () => {
  for (const role of ['user', 'creator', 'moderator'] satisfies Role[]) {
    expect((await setRole(first, second.user.id, role)).status).toBe(200)
    expect(await setRole(second, second.user.id, 'admin')).toMatchObject(notAllowed)
    expect(await audit(second)).toMatchObject(notAllowed)
  }
})

test('A7: a role is in force at once on every node, whatever the access token says', async () => {
  expect(await audit(second, '', other)).toMatchObject(notAllowed)
  expect(await setRole(first, second.user.id, 'admin')).toMatchObject({
    status: 200,
    body: { role: 'admin' },
  })
  expect(await audit(second)).toMatchObject({ status: 200 })
  expect(await audit(second, '', other)).toMatchObject({ status: 200 })
  expect(node.notices).toMatchObject([{ user: second.user.id, notice: { kind: 'renew' } }])
  expect(await setRole(second, first.user.id, 'user')).toMatchObject({ status: 200 })
  expect(await audit(first)).toMatchObject(notAllowed)
  expect(await audit(first, '', other)).toMatchObject(notAllowed)
})

test('A7: the last admin stays admin', async () => {
  expect(await setRole(first, first.user.id, 'user')).toMatchObject(conflict)
  expect(await audit(first)).toMatchObject({ status: 200 })
})

test('A7: of two admins who unmake each other at once one stays', async () => {
  await setRole(first, second.user.id, 'admin')
  const answers = await Promise.all([
    setRole(first, second.user.id, 'user'),
    setRole(second, first.user.id, 'user'),
  ])
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403])
  const { rows } = await sql`SELECT id FROM users WHERE role = 'admin'`.execute(town.database.db)
  expect(rows).toHaveLength(1)
})

test('A7: a demo account, which anybody can enter, gets no power', async () => {
  const { rows } = await sql<{ id: string }>`SELECT id FROM users WHERE demo LIMIT 1`.execute(
    town.database.db,
  )
  for (const role of ['moderator', 'admin'])
    expect(await setRole(first, rows[0]?.id ?? '', role)).toMatchObject(conflict)
  expect(await setRole(first, rows[0]?.id ?? '', 'creator')).toMatchObject({ status: 200 })
})

test('a role or a person that does not exist is refused', async () => {
  expect(await setRole(first, '00000000-0000-4000-8000-000000000000', 'user')).toMatchObject({ status: 404 })
  expect(await setRole(first, second.user.id, 'emperor')).toMatchObject({ status: 400 })
})

test('A8: sign-ins, failures and role changes are in the audit log, newest first, with who and from where', async () => {
  await node.verify('second@example.org', '000000')
  await setRole(first, second.user.id, 'moderator')
  const [changed, failed] = await eventsOf()
  expect(changed).toMatchObject({
    kind: 'role.changed',
    actor: first.user.id,
    subject: second.user.id,
    address: '127.0.0.1',
    at: town.clock.now,
    details: { from: 'user', to: 'moderator' },
  })
  expect(failed).toMatchObject({ kind: 'signin.failed', actor: null, subject: second.user.id })
  const kinds = (await eventsOf(`?subject=${second.user.id}`)).map((event) => event.kind)
  expect(kinds).toEqual(['role.changed', 'signin.failed', 'signin', 'account.created'])
  expect(await eventsOf(`?kind=role.changed&subject=${second.user.id}`)).toEqual([changed])
  const [page] = await eventsOf(`?before=${changed?.id}&limit=1`)
  expect(page).toEqual(failed)
})

test('A8: the audit log cannot be changed, not even by the server', async () => {
  const { db } = town.database
  const attempts = [
    sql`UPDATE security_events SET kind = 'nothing'`,
    sql`DELETE FROM security_events`,
    sql`TRUNCATE security_events`,
  ]
  const before = await eventsOf()
  for (const attempt of attempts) await expect(attempt.execute(db)).rejects.toThrow('append-only')
  expect(before.length).toBeGreaterThan(0)
  expect(await eventsOf()).toEqual(before)
})
