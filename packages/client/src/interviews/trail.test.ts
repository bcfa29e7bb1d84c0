import { expect, test } from 'vitest'
import { testTime } from '../testing/time.testing.ts'
import { createTrail, type Trail } from './trail.ts'

test('P8: a cursor that wanders is sampled ten times a second and told every five', async () => {
  const time = testTime()
  const told: Trail[] = []
  const trail = createTrail({ time, tell: (one) => told.push(one) })
  for (let n = 0; n <= 600; n += 1) {
    trail.moved([n, n])
    await time.pass(10)
  }
  expect(told).toHaveLength(1)
  expect(told[0]?.moves.length).toBeGreaterThan(40)
  expect(told[0]?.moves.length).toBeLessThanOrEqual(51)
  expect(told[0]?.moves[0]).toEqual([0, 9, 9])
  trail.flush()
  expect(told).toHaveLength(2)
  trail.flush()
  expect(told).toHaveLength(2)
  expect(told[1]?.moves.at(-1)?.[2]).toBe(600)
  expect(time.waiting).toBe(0)
})
