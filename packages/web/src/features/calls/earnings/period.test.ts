import { describe, expect, test } from 'vitest'
import { everyDay } from './period.ts'

test('every day of a period is there once, with what is known of it', () => {
  const from = Date.UTC(2026, 10, 19, 23)
  const days = everyDay({ from, to: from + 2.5 * 24 * 3_600_000, zone: 'Europe/Berlin' }, [
    { day: '2026-11-21', earned: 5 },
    { day: '2026-10-01', earned: 7 },
  ])
  expect(days.map(({ found }) => found?.earned)).toEqual([undefined, 5, undefined])
  expect(new Date(days[0]?.at ?? 0).toISOString()).toBe('2026-11-20T11:00:00.000Z')
})

describe('where clocks are changed in between, today is the last day, early and late in it', () => {
  // 00:10 and 23:50 there.
  const ends = [10, 23 * 60 + 50]
  test.each(ends)('back, %i minutes into the day', (minutes) => {
    const [from, today] = [Date.UTC(2026, 9, 12, 22), Date.UTC(2026, 10, 10, 23)]
    const days = everyDay({ from, to: today + minutes * 60_000, zone: 'Europe/Berlin' }, [
      { day: '2026-10-13' },
      { day: '2026-11-11' },
    ])
    expect(days).toHaveLength(30)
    expect([days.at(0)?.found?.day, days.at(-1)?.found?.day]).toEqual(['2026-10-13', '2026-11-11'])
  })

  test.each(ends)('forward, %i minutes into the day', (minutes) => {
    const [from, today] = [Date.UTC(2026, 2, 20, 23), Date.UTC(2026, 3, 18, 22)]
    const days = everyDay({ from, to: today + minutes * 60_000, zone: 'Europe/Berlin' }, [
      { day: '2026-03-21' },
      { day: '2026-04-19' },
    ])
    expect(days).toHaveLength(30)
    expect([days.at(0)?.found?.day, days.at(-1)?.found?.day]).toEqual(['2026-03-21', '2026-04-19'])
  })
})
