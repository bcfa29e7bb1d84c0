import { expect, test } from 'vitest'
import { exponentOf, figure, percentile, spreadOf, told } from './spread.ts'

test('a spread is the median between the least and the most', () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 })
})

test('a percentile is a value that was measured, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
  expect(percentile(hundred, 0.99)).toBe(99)
  expect(percentile(hundred, 1)).toBe(100)
  expect(percentile([7], 0.5)).toBe(7)
  expect(percentile([], 0.5)).toBeNaN()
})

test('the exponent of a cost that grows with the square of the work is 2', () => {
  const points = [1, 4, 16].map((work) => ({ work, cost: 3 * work ** 2 }))
  expect(exponentOf(points)).toBeCloseTo(2)
  expect(
    exponentOf([
      { work: 1, cost: 5 },
      { work: 16, cost: 5 },
    ]),
  ).toBeCloseTo(0)
})

test('figures are told with three digits and their spread', () => {
  expect(figure(12_345)).toBe('12,300')
  expect(told({ median: 12, min: 9.5, max: 15 }, 'ms')).toBe('12 ms (9.5–15)')
  expect(told({ median: 2, min: 2, max: 2 })).toBe('2')
})
