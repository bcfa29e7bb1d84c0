import type { Me } from '@stoa/contract/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createNode,
  createTown,
  type Node,
  type SignedInPerson,
  someEmail,
  type Town,
} from '../accounts.testing.ts'
import { nameFromEmail } from '../signin/name.ts'
import { isTooYoung } from './age.ts'

let town: Town
let node: Node
let ada: SignedInPerson

beforeAll(async () => {
  town = await createTown()
  node = await createNode(town)
  ada = await node.signIn('ada.lovelace+stoa@example.org')
})
afterAll(async () => {
  await node.close()
  await town.close()
})

const change = (body: unknown) => node.call('PATCH', '/api/v1/me', { token: ada.token, body })
const me = async () => (await node.call('GET', '/api/v1/me', { token: ada.token })).body as Me

test('A4: a new account is named after its address', () => {
  expect(ada.user).toMatchObject({
    name: 'Ada Lovelace',
    about: '',
    timeZone: 'UTC',
    language: 'en',
    birthDate: null,
  })
})

test.each([
  ['jo@example.org', 'Jo'],
  ['jean-luc_picard@example.org', 'Jean Luc Picard'],
  ['élodie.d@example.org', 'Élodie D'],
  ['___@example.org', 'Someone'],
  [`${'x'.repeat(100)}@example.org`, `X${'x'.repeat(79)}`],
])('A4: %s is called %s at first', (email, name) => {
  expect(nameFromEmail(email)).toBe(name)
})

test('A4: what is given is changed and the rest stays', async () => {
  const fields = {
    name: '  Ada  ',
    about: 'Engines\nand poetry',
    timeZone: 'Europe/London',
    language: 'pt-br',
  }
  expect((await change(fields)).body).toMatchObject({ ...fields, name: 'Ada', language: 'pt-BR' })
  expect((await change({ about: '' })).body).toMatchObject({
    name: 'Ada',
    about: '',
    timeZone: 'Europe/London',
  })
  expect(await me()).toMatchObject({ name: 'Ada', about: '', language: 'pt-BR' })
})

test('A4: a birth date can be set and taken back', async () => {
  expect((await change({ birthDate: '1990-12-10' })).body).toMatchObject({ birthDate: '1990-12-10' })
  expect((await change({ name: 'Ada' })).body).toMatchObject({ birthDate: '1990-12-10' })
  expect((await change({ birthDate: null })).body).toMatchObject({ birthDate: null })
})

test('A4: under-13s are refused, and nothing that came with it is saved', async () => {
  const before = await me()
  const refused = await change({ birthDate: '2020-01-01', name: 'Kid' })
  expect(refused).toMatchObject({ status: 403, body: { error: 'TOO_YOUNG' } })
  expect(await me()).toEqual(before)
})

test.each([
  ['2017-01-15', false],
  ['2017-01-16', true],
  ['2030-01-16', true],
  ['1900-01-01', false],
])('A4: on 15 January 2030, is who was born on %s too young? %s', (birthDate, tooYoung) => {
  expect(isTooYoung(birthDate, Date.UTC(2030, 0, 15, 12))).toBe(tooYoung)
})

test('A4: who was born on a leap day is thirteen on the first of March', () => {
  expect(isTooYoung('2016-02-29', Date.UTC(2029, 1, 28))).toBe(true)
  expect(isTooYoung('2016-02-29', Date.UTC(2029, 2, 1))).toBe(false)
})

test('A4: control characters do not get into a name, and a name of nothing else is refused', async () => {
  expect((await change({ name: 'A\u0000d\u0007a' })).body).toMatchObject({ name: 'A d a' })
  expect((await change({ about: 'one\ud800\u0007\ttwo' })).body).toMatchObject({ about: 'one\ttwo' })
  expect((await change({ about: 'one\u0000\ntwo' })).body).toMatchObject({ about: 'one\ntwo' })
  expect(await change({ name: '\u0000' })).toMatchObject({ status: 400 })
})

test('a profile that does not fit is refused', async () => {
  const bad = [
    { name: '' },
    { name: 'x'.repeat(81) },
    { about: 'x'.repeat(501) },
    { timeZone: 'Mars/Olympus' },
    { language: 'not a language' },
    { birthDate: '1990-02-30' },
    { role: 'admin' },
    { email: someEmail() },
  ]
  for (const body of bad)
    expect(await change(body)).toMatchObject({ status: 400, body: { error: 'BAD_REQUEST' } })
})
