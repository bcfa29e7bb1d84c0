import { expect, test } from 'vitest'
import { elapsed, lasting } from './times.ts'

test.each([
  [-5, '0:00'],
  [61_999, '1:01'],
  [3_599_999, '59:59'],
  [3_787_000, '1:03:07'],
])('%d ms into a session is written %s', (milliseconds, text) => {
  expect(elapsed(milliseconds)).toBe(text)
})

test.each([
  [20_000, 'less than a minute'],
  [62_000, '1 minute'],
  [2_520_000, '42 minutes'],
  [5_400_000, '1.5 hours'],
])('%d ms last %s', (milliseconds, text) => {
  expect(lasting(milliseconds)).toBe(text)
})
