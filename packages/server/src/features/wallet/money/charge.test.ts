import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { charge, splitFee, toCoins } from './charge.ts'

describe('W1: a charge is rate × seconds / 60, rounded half up once', () => {
  test.each([
    [100, 0, 0],
    [100, 60, 100],
    [100, 61, 102],
    [100, 90, 150],
    [1, 29, 0],
    [1, 30, 1],
    [3, 10, 1],
    [250, 1, 4],
    [99_999, 86_399, 143_996_893],
  ])('%d cents a minute for %d s are %d', (rate, seconds, cents) => {
    expect(charge(rate, seconds)).toBe(cents)
  })

  test('for any rate and time it is within half a cent of the exact price', () => {
    const count = fc.nat({ max: 2 ** 26 })
    fc.assert(
      fc.property(count, count, (rate, seconds) => {
        const error = BigInt(charge(rate, seconds)) * 120n - BigInt(rate) * BigInt(seconds) * 2n
        expect(error > -60n && error <= 60n).toBe(true)
      }),
    )
  })

  test.each([
    [-1, 60],
    [1.5, 60],
    [100, 0.5],
    [100, Number.NaN],
    [2 ** 53, 60],
    [Number.MAX_SAFE_INTEGER, 61],
  ])('%d for %d s is refused', (rate, seconds) => {
    expect(() => charge(rate, seconds)).toThrow(RangeError)
  })
})

describe('a fee', () => {
  test.each([
    [100, 20, 20],
    [99, 20, 19],
    [1, 20, 0],
    [1_000, 12.5, 125],
    [7, 0, 0],
    [7, 100, 7],
  ])('of %d cents at %d %% is %d', (amount, percent, fee) => {
    expect(splitFee(amount, percent)).toEqual({ fee, rest: amount - fee })
  })

  test('and the rest are the whole, for any amount', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 100 }), (amount, percent) => {
        const { fee, rest } = splitFee(amount, percent)
        expect(fee + rest).toBe(amount)
        expect(fee >= 0 && rest >= 0 && BigInt(fee) * 100n <= BigInt(amount) * BigInt(percent)).toBe(true)
      }),
    )
  })

  test.each([-1, 101, Number.NaN])('of %d %% is refused', (percent) => {
    expect(() => splitFee(100, percent)).toThrow(RangeError)
  })
})

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [-5, '-0.05'],
  [1_250, '12.50'],
  [-123_456, '-1234.56'],
  [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
])('%d cents are read as %s', (cents, text) => {
  expect(toCoins(cents)).toBe(text)
})
