import { expect, test } from 'vitest'
import { floatsOf, mostFloats } from './floats.ts'

const random = () => 0.5
const kinds = (floats: ReturnType<typeof floatsOf>) => floats.map(({ emote }) => emote)

test('E2: a few emotes float one by one', () => {
  expect(kinds(floatsOf({ counts: { '🔥': 2, '👍': 1 } }, { here: 0, random })).toSorted()).toEqual(
    ['🔥', '🔥', '👍'].toSorted(),
  )
})

test('E2: a hundred thousand emotes are a dozen floats, and none of their kinds is missing', () => {
  const floats = kinds(floatsOf({ counts: { '🔥': 90_000, '👍': 9_999, GG: 1 } }, { here: 0, random }))
  expect(floats.length).toBeLessThanOrEqual(12)
  expect(new Set(floats)).toEqual(new Set(['🔥', '👍', 'GG']))
  expect(floats.filter((emote) => emote === '🔥').length).toBeGreaterThan(6)
})

test('there are never more on the screen than the most', () => {
  expect(floatsOf({ counts: { '🔥': 50 } }, { here: mostFloats, random })).toEqual([])
  expect(floatsOf({ counts: { '🔥': 50 } }, { here: mostFloats - 2, random })).toHaveLength(2)
})

test('each is within the picture and ends', () => {
  for (const edge of [0, 0.999999]) {
    const [float] = floatsOf({ counts: { '🔥': 1 } }, { here: 0, random: () => edge })
    expect(float?.across).toBeGreaterThanOrEqual(0)
    expect(float?.across).toBeLessThan(1)
    expect(float?.lasts).toBeGreaterThan(0)
  }
})
