import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBreath } from './breath.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('T13: a node that has time lets no room rest; the longer it has none and the busier it is, the longer they do', () => {
  const spent = { idle: 0, active: 0, utilization: 0 }
  const breath = createBreath(() => ({ ...spent }))
  const after = (busy: number) => {
    spent.active += busy
    spent.idle += 100 - busy
    vi.advanceTimersByTime(100)
    return breath.milliseconds()
  }
  expect(breath.milliseconds()).toBe(0)
  expect(after(10)).toBe(0)
  expect(after(50)).toBe(0)
  expect(after(75)).toBe(10)
  expect(after(100)).toBe(30)
  expect(after(50)).toBe(25)
  expect(after(25)).toBe(15)
  for (let more = 0; more < 9; more++) after(100)
  expect(breath.milliseconds()).toBe(100)
  expect(after(0)).toBe(80)
  for (let more = 0; more < 16; more++) after(49)
  expect(breath.milliseconds()).toBe(0)
  breath.stop()
})
