import { expect, test } from 'vitest'
import { createCoins } from '../../../components/coins.ts'
import { figuresOf } from './figures.ts'

test('what was earned and the fees are what was paid, to the cent and as the reader writes it', () => {
  // Three calls of 20 s at 1.00: 0.33 each, and not a third of a cent more.
  const earnings = { total: '1.00', earned: 81, fees: 18, seconds: 60 }
  expect(figuresOf(earnings, createCoins('de').coins)).toEqual([
    ['Earned', '0,81 coins'],
    ['Before the fee', '0,99 coins'],
    ['Fees', '0,18 coins'],
    ['Time', '1:00'],
  ])
})
