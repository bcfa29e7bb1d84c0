import { expect, test } from 'vitest'
import { instantAt, positionOf } from './position.ts'

const broken = {
  parts: [
    { startedAt: 10_000, offset: 0, seconds: 20 },
    { startedAt: 45_000, offset: 20, seconds: 10 },
  ],
}

test('S6: an instant is found in the part that was recorded then', () => {
  expect(positionOf(broken, 10_000)).toBe(0)
  expect(positionOf(broken, 25_000)).toBe(15)
  expect(positionOf(broken, 50_000)).toBe(25)
})

test('S6: an instant in a break is where the recording goes on', () => {
  expect(positionOf(broken, 40_000)).toBe(20)
})

test('S6: before its begin and after its end there is no position', () => {
  expect(positionOf(broken, 9999)).toBeNull()
  expect(positionOf(broken, 55_001)).toBeNull()
  expect(positionOf({ parts: [] }, 0)).toBeNull()
})

test('S6: a position leads back to its instant', () => {
  expect(instantAt(broken, 15)).toBe(25_000)
  expect(instantAt(broken, 25)).toBe(50_000)
  expect(instantAt({ parts: [] }, 3)).toBeNull()
})
