import { expect, test } from 'vitest'
import { everyDay } from './period.ts'

test('every day of a period is there once, with what is known of it', () => {
  const from = Date.UTC(2026, 10, 19, 23)
  const days = everyDay({ from, to: from + 2.5 * 24 * 3_600_000, offset: 60 }, [
    { day: '2026-11-21', earned: 5 },
    { day: '2026-10-01', earned: 7 },
  ])
  expect(days.map(({ found }) => found?.earned)).toEqual([undefined, 5, undefined])
  expect(new Date(days[0]?.at ?? 0).toISOString()).toBe('2026-11-20T11:00:00.000Z')
})
