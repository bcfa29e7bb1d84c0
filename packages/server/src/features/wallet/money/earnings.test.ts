import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { charge, toCoins } from './charge.ts'
import { calculateEarnings } from './earnings.ts'

describe('W7: earnings', () => {
  test.each([
    ['none', [], '0.00'],
    ['one minute', [{ duration_seconds: 60, rate: 2.5 }], '2.50'],
    ['rates as text', [{ duration_seconds: 90, rate: '2.50' }], '3.75'],
    [
      'the last row too',
      [
        { duration_seconds: 60, rate: 1 },
        { duration_seconds: 60, rate: 1 },
        { duration_seconds: 60, rate: 1 },
      ],
      '3.00',
    ],
    ['a tenth ten times', Array.from({ length: 10 }, () => ({ duration_seconds: 60, rate: 0.1 })), '1.00'],
    ['what is rounded once', Array.from({ length: 3 }, () => ({ duration_seconds: 20, rate: 0.01 })), '0.01'],
    ['half up', [{ duration_seconds: 30, rate: 0.01 }], '0.01'],
    ['just below half', [{ duration_seconds: 29, rate: 0.01 }], '0.00'],
    ['parts of seconds', [{ duration_seconds: 0.5, rate: 120 }], '1.00'],
    ['a number written small', [{ duration_seconds: 6e8, rate: 1e-7 }], '1.00'],
    [
      'sums that a double cannot hold',
      [{ duration_seconds: 60, rate: '90071992547409.93' }],
      '90071992547409.93',
    ],
  ] as const)('%s', (_what, logs, earned) => {
    expect(calculateEarnings(logs)).toBe(earned)
  })

  test('of one call are what it costs', () => {
    const count = fc.nat({ max: 1_000_000 })
    fc.assert(
      fc.property(count, count, (cents, seconds) => {
        const logs = [{ duration_seconds: seconds, rate: toCoins(cents) }]
        expect(calculateEarnings(logs)).toBe(toCoins(charge(cents, seconds)))
      }),
    )
  })

  test('do not depend on the order or on how calls are cut into minutes', () => {
    const log = fc.record({
      duration_seconds: fc.nat({ max: 10_000 }),
      rate: fc.nat({ max: 10_000 }).map(toCoins),
    })
    fc.assert(
      fc.property(fc.array(log, { maxLength: 30 }), (logs) => {
        const whole = calculateEarnings(logs)
        expect(calculateEarnings(logs.toReversed())).toBe(whole)
        const cut = logs.flatMap(({ duration_seconds: all, rate }) => [
          { duration_seconds: Math.floor(all / 3), rate },
          { duration_seconds: all - Math.floor(all / 3), rate },
        ])
        expect(calculateEarnings(cut)).toBe(whole)
      }),
    )
  })

  const good = { duration_seconds: 60, rate: 1 }
  test.each([
    [{ duration_seconds: -1, rate: 1 }, 'duration_seconds', '-1'],
    [{ duration_seconds: 60 }, 'rate', 'nothing'],
    [{ duration_seconds: 60, rate: 'free' }, 'rate', '"free"'],
    [{ duration_seconds: 60, rate: '1,5' }, 'rate', '"1,5"'],
    [{ duration_seconds: Number.NaN, rate: 1 }, 'duration_seconds', 'NaN'],
    [{ duration_seconds: null, rate: 1 }, 'duration_seconds', 'null'],
    [{ duration_seconds: 60, rate: Number.POSITIVE_INFINITY }, 'rate', 'Infinity'],
    [{ duration_seconds: 60, rate: '' }, 'rate', '""'],
    [{ duration_seconds: 60, rate: '1e999999' }, 'rate', '"1e999999"'],
  ])('of the malformed row %j name its place and field', (row, field, shown) => {
    expect(() => calculateEarnings([good, good, row as typeof good])).toThrow(
      `Call log 2: ${field} must be a decimal number from 0, not ${shown}.`,
    )
  })

  test('of what is no row, or no list, are refused', () => {
    expect(() => calculateEarnings([good, null as unknown as typeof good])).toThrow(
      /^Call log 1 must be an object/,
    )
    expect(() => calculateEarnings('all' as unknown as [])).toThrow('Call logs must be a list.')
  })
})
