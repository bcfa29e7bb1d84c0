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
  const here = coloursOf({ participants: people, left: [] })
  const there = coloursOf({ participants: people.toReversed(), left: [] })
  for (const { user } of people) expect(there.get(user)).toEqual(here.get(user))
})

test('the first eight have colours of their own, and whoever comes later takes nobody’s', () => {
  const people = Array.from({ length: 9 }, (_, index) => person(index, index))
  const before = coloursOf({ participants: people.slice(0, 8), left: [] })
  const after = coloursOf({ participants: people, left: [] })
  expect(new Set([...before.values()].map(({ colour }) => colour)).size).toBe(8)
  for (const [user, colour] of before) expect(after.get(user)).toEqual(colour)
})

test('whoever leaves keeps their colour, and so does everybody who stays', () => {
  const people = [person(1, 10), person(2, 20), person(3, 30)]
  const before = coloursOf({ participants: people, left: [] })
  const after = coloursOf({ participants: people.slice(1), left: people.slice(0, 1) })
  expect(after).toEqual(before)
})
