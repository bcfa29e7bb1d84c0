import type { Me, Profile } from '@stoa/contract/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createNode,
  createTown,
  type Node,
  type SignedInPerson,
  someEmail,
  type Town,
} from '../accounts.testing.ts'
import { foldName } from './fold.ts'

let town: Town
let node: Node
let ada: SignedInPerson
const people = new Map<string, SignedInPerson>()
const names = ['Björk Núñez', 'Łukasz Żak', '高橋 空', 'ليلى حداد', '100% Zoë_B', 'Bjarne', 'Straße']

beforeAll(async () => {
  town = await createTown()
  node = await createNode(town)
  ada = await node.signIn('ada@example.org')
  for (const name of names) {
    const person = await node.signIn(someEmail())
    await node.call('PATCH', '/api/v1/me', { token: person.token, body: { name } })
    people.set(name, person)
  }
})
afterAll(async () => {
  await node.close()
  await town.close()
})

interface Page {
  readonly users: Profile[]
  readonly next: string | null
}

async function find(query: Record<string, string>): Promise<Page> {
  const answer = await node.call('GET', `/api/v1/users?${new URLSearchParams(query)}`, { token: ada.token })
  expect(answer.status).toBe(200)
  return answer.body as Page
}
const namesOf = async (query: string) => (await find({ query })).users.map((user) => user.name)

test.each([
  ['bjork', ['Björk Núñez']],
  ['NUNEZ', ['Björk Núñez']],
  ['Núñ', ['Björk Núñez']],
  ['lukasz', ['Łukasz Żak']],
  ['空', ['高橋 空']],
  ['حداد', ['ليلى حداد']],
  ['strasse', ['Straße']],
  ['bj', ['Bjarne', 'Björk Núñez']],
  ['0%', ['100% Zoë_B']],
  ['%', ['100% Zoë_B']],
  ['_', ['100% Zoë_B']],
  ['\\', []],
  ['nobody', []],
])('people are found by part of the name, whatever its case and accents: %s', async (query, found) => {
  expect(await namesOf(query)).toEqual(found)
})

test('people are found by their whole e-mail address, and not by a part of it', async () => {
  const email = people.get('Bjarne')?.user.email ?? ''
  expect(await namesOf(email.toUpperCase())).toEqual(['Bjarne'])
  expect(await namesOf(email.slice(1))).toEqual([])
  expect(await namesOf('example.org')).toEqual([])
})

test('what others see of a person has no e-mail address, birth date or ban', async () => {
  const { users } = await find({})
  const id = users[0]?.id
  const one = await node.call('GET', `/api/v1/users/${id}`, { token: ada.token })
  for (const profile of [...users, one.body as Profile]) {
    expect(Object.keys(profile).sort()).toEqual(['about', 'id', 'lastSeen', 'name', 'picture', 'role'])
  }
})

test('everybody is paged through by name, each once', async () => {
  const seen: string[] = []
  let after: string | null = null
  do {
    const page: Page = await find(after === null ? { limit: '3' } : { limit: '3', after })
    seen.push(...page.users.map((user) => user.name))
    after = page.next
  } while (after !== null)
  expect(seen).toHaveLength(names.length + 1)
  expect(new Set(seen)).toEqual(new Set([...names, 'Ada']))
  expect(seen).toEqual(
    [...seen].sort((one, other) => Buffer.compare(Buffer.from(foldName(one)), Buffer.from(foldName(other)))),
  )
})

test('people are read by id, in the order asked for; those of nobody are left out', async () => {
  const wanted = ['Straße', 'Bjarne'].map((name) => people.get(name)?.user.id ?? '')
  const nobody = '00000000-0000-4000-8000-000000000000'
  const { users, next } = await find({ ids: [...wanted, nobody, wanted[0]].join(',') })
  expect(users.map((user) => user.name)).toEqual(['Straße', 'Bjarne'])
  expect(next).toBeNull()
})

test('a directory query that does not fit is refused', async () => {
  const bad = [
    'after=1',
    'limit=0',
    'limit=101',
    'ids=me',
    `query=${'x'.repeat(101)}`,
    `after=${'x'.repeat(201)}`,
  ]
  for (const query of bad) {
    const answer = await node.call('GET', `/api/v1/users?${query}`, { token: ada.token })
    expect(answer).toMatchObject({ status: 400, body: { error: 'BAD_REQUEST' } })
  }
  expect(await namesOf('\u0000')).toHaveLength(names.length + 1)
})

test('one person is read by id, and nobody is not found', async () => {
  const bjarne = people.get('Bjarne')?.user.id
  node.lastSeen.set(bjarne ?? ada.user.id, 12345)
  const answer = await node.call('GET', `/api/v1/users/${bjarne}`, { token: ada.token })
  expect(answer.body).toMatchObject({
    name: 'Bjarne',
    lastSeen: 12345,
    picture: `/pictures/identicon/${bjarne}.svg`,
  })
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect(await node.call('GET', `/api/v1/users/${nobody}`, { token: ada.token })).toMatchObject({
    status: 404,
  })
})

test('other features read profiles within their own transaction', async () => {
  const ids = [ada.user.id]
  const profiles = await town.database.transaction((tx) => node.accounts.profiles(tx, ids))
  const { id, name, about, picture, role }: Me = ada.user
  expect(profiles).toEqual(new Map([[id, { id, name, about, picture, role, lastSeen: null }]]))
  expect(await node.accounts.profiles(town.database.db, [])).toEqual(new Map())
})

test('a folded name fits into the index, however far its characters unfold', () => {
  expect(foldName('ﷺ'.repeat(80)).length).toBeLessThanOrEqual(200)
})
