import type { Profile } from '@stoa/contract/accounts'
import { Fault, type UserId } from '@stoa/contract/http'
import { beforeEach, expect, test } from 'vitest'
import { ada, bob, cyd } from '../testing/entries.testing.ts'
import { type TestTime, testTime } from '../testing/time.testing.ts'
import { createPeople, type People } from './people.ts'

let time: TestTime
let asked: string[]
let names: Map<string, string>
let fault: Fault | undefined
let reported: unknown[]
let people: People

async function load(users: readonly UserId[]): Promise<Profile[]> {
  asked.push(users.join())
  if (fault !== undefined) throw fault
  return users.flatMap((id) => {
    const name = names.get(id)
    return name === undefined ? [] : [{ id, name, about: '', picture: '/p', role: 'user', lastSeen: null }]
  })
}

beforeEach(() => {
  time = testTime()
  asked = []
  reported = []
  fault = undefined
  names = new Map([
    [ada, 'Ada'],
    [bob, 'Bob'],
  ])
  people = createPeople({ load, time, report: (error) => reported.push(error) })
})

const nameOf = (user: Profile['id']) => people.profile(user).get()?.name

test('profiles wanted within a moment are asked for together, and each once', async () => {
  expect([nameOf(ada), nameOf(bob), nameOf(ada), nameOf(cyd)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  await time.pass(50)
  expect(asked).toEqual([`${ada},${bob},${cyd}`])
  expect([nameOf(ada), nameOf(bob), nameOf(cyd)]).toEqual(['Ada', 'Bob', undefined])
  await time.pass(60_000)
  expect(asked).toHaveLength(1)
})

test('an old profile is shown while it is read again, and tells when it has changed', async () => {
  nameOf(ada)
  await time.pass(50)
  let changes = 0
  people.profile(ada).subscribe(() => {
    changes += 1
  })
  names.set(ada, 'Ada L.')
  await time.pass(5 * 60_000)
  expect(nameOf(ada)).toBe('Ada')
  await time.pass(50)
  expect(nameOf(ada)).toBe('Ada L.')
  expect(changes).toBe(1)
})

test('the store of a person is always the same one', () => {
  expect(people.profile(ada)).toBe(people.profile(ada))
})

test('what could not be loaded is asked for again when the connection is back', async () => {
  fault = new Fault('UNAVAILABLE')
  nameOf(ada)
  await time.pass(50)
  expect(reported).toEqual([fault])
  fault = undefined
  nameOf(ada)
  await time.pass(50)
  expect(asked).toHaveLength(1)
  people.online()
  await time.pass(50)
  expect(nameOf(ada)).toBe('Ada')
})
