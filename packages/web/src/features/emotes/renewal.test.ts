import { expect, test } from 'vitest'
import { renewsIn } from './renewal.ts'

test('emotes of the minute in which a stream ended are read once it is counted, and nothing after that', () => {
  const endedAt = 1_000_000
  expect(renewsIn({ status: 'live', endedAt: null }, endedAt)).toBe(30_000)
  const over = { status: 'ended', endedAt } as const
  const wait = renewsIn(over, endedAt + 5000) ?? 0
  expect(endedAt + 5000 + wait).toBeGreaterThan(endedAt + 70_000)
  expect(renewsIn(over, endedAt + 5000 + wait)).toBeNull()
  expect(renewsIn({ status: 'scheduled', endedAt: null }, endedAt)).toBeNull()
})
