import { UserId } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { coloursOf } from './colours.ts'

const person = (index: number, joinedAt: number) => ({
  user: UserId.parse(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`),
  name: `Person ${index}`,
  role: 'candidate' as const,
  guest: true,
  joinedAt,
})

test('everybody has the same colours for the same people, whatever the order in which they are listed', () => {
  const people = [person(1, 10), person(2, 20), person(3, 20), person(4, 30)]
  const here = coloursOf({ participants: people })
  const there = coloursOf({ participants: people.toReversed() })
  for (const { user } of people) expect(there.get(user)).toEqual(here.get(user))
})

test('the first eight have colours of their own, and whoever comes later takes nobody’s', () => {
  const people = Array.from({ length: 9 }, (_, index) => person(index, index))
  const before = coloursOf({ participants: people.slice(0, 8) })
  const after = coloursOf({ participants: people })
  expect(new Set([...before.values()].map(({ colour }) => colour)).size).toBe(8)
  for (const [user, colour] of before) expect(after.get(user)).toEqual(colour)
})
