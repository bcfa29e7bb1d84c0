import { expect, test } from 'vitest'
import { createCoins, parseCoins } from './coins.ts'

test('W1: amounts are shown to the cent in the reader’s language', () => {
  const english = createCoins('en')
  expect(english.coins(123_456_07)).toBe('123,456.07 coins')
  expect(english.coins(100)).toBe('1.00 coin')
  expect(createCoins('de').amount(123_456_07)).toBe('123.456,07')
  expect([english.amount(-250), english.amount(-0)]).toEqual(['-2.50', '0.00'])
  expect([english.change(250), english.change(-250), english.change(0)]).toEqual(['+2.50', '-2.50', '0.00'])
})

test.each([
  ['12.5', 1250],
  ['12,05', 1205],
  [' 7 ', 700],
  ['0.29', 29],
  ['0', undefined],
  ['-1', undefined],
  ['1.005', undefined],
  ['1e3', undefined],
  ['', undefined],
])('W1: what is typed is cents exactly, or nothing: %j', (text, cents) => {
  expect(parseCoins(text)).toBe(cents)
})
