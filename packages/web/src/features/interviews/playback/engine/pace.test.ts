import { expect, test } from 'vitest'
import { realPace, skippingPace } from './pace.ts'

const times = Float64Array.from([0, 1000, 1500, 61_500, 62_000])

test('P8: an idle gap takes as long as the longest that is let pass, and all else its own time', () => {
  const pace = skippingPace(times, 2000)
  expect(pace.length).toBe(4000)
  expect([0, 500, 1500, 31_500, 61_500, 62_000].map(pace.toPlayed)).toEqual([0, 500, 1500, 2500, 3500, 4000])
})

test.each([0, 250, 1499, 1500, 2000, 3499.5, 4000])(
  'played time %d leads to recorded time and back',
  (played) => {
    const pace = skippingPace(times, 2000)
    expect(pace.toPlayed(pace.toRecorded(played))).toBeCloseTo(played, 6)
  },
)

test('what is before the beginning or after the end is there', () => {
  for (const pace of [skippingPace(times, 2000), realPace(62_000)]) {
    expect(pace.toRecorded(-5)).toBe(0)
    expect(pace.toRecorded(1e9)).toBe(62_000)
    expect(pace.toPlayed(-5)).toBe(0)
  }
})

test('nothing at all has no length', () => {
  const pace = skippingPace(new Float64Array(), 2000)
  expect([pace.length, pace.toPlayed(10), pace.toRecorded(10)]).toEqual([0, 0, 0])
})
