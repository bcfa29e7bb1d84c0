import { expect, test } from 'vitest'
import { isStuck } from './session.ts'

/** What each look says of so many bytes waiting, where 100 are too many. */
function looks(...waiting: number[]): boolean[] {
  const session = { unread: 0, looks: 0 }
  return waiting.map((bytes) => isStuck(session, bytes, 100))
}

test('T9: a reader for whom too much waits, and no less at the next look, is stuck', () => {
  expect(looks(150, 150)).toEqual([false, true])
  expect(looks(50, 100, 101, 130)).toEqual([false, false, false, true])
})

test('T9: one who was given much at once and reads it is not', () => {
  expect(looks(400, 300, 200, 120, 10)).toEqual([false, false, false, false, false])
  expect(looks(400, 300, 300)).toEqual([false, false, true])
})

test('T9: nor one for whom less waits than is too much, though more and more', () => {
  expect(looks(20, 40, 60, 100, 100)).toEqual([false, false, false, false, false])
})

test('T9: one who reads a byte at a time is stuck after half a minute', () => {
  const falling = Array.from({ length: 121 }, (_, look) => 399 - look)
  expect(looks(...falling).indexOf(true)).toBe(120)
  // Back within the limit, the time begins anew.
  expect(looks(...falling.slice(0, 100), 50, ...falling.slice(0, 100))).not.toContain(true)
})

test('T9: four times too much is too much at once', () => {
  expect(looks(400)).toEqual([false])
  expect(looks(401)).toEqual([true])
})
