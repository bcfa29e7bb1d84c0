import { expect, test } from 'vitest'
import { roomFor, timesIn } from './labels.ts'

test.each([
  ['de', 24 * 3600, '9.11.'],
  ['en', 24 * 3600, '11/9'],
  ['de', 3600, '14:05'],
  ['de', 15, '14:05:30'],
])(
  'moments beside an axis are written as the reader’s language does: %s, %i s apart',
  (locale, apart, label) => {
    const moment = new Date(2026, 10, 9, 14, 5, 30).getTime() / 1000
    expect(timesIn(locale)([moment], apart)).toEqual([label])
  },
)

test('long amounts have room beside the axis', () => {
  expect(roomFor(null)).toBe(64)
  expect(roomFor(['0.00', '900,719,925.40'])).toBeGreaterThanOrEqual(14 * 7)
})
