import { expect, test } from 'vitest'
import { createTally } from './tally.ts'

test('a tally tells what came, what did not and what came twice', () => {
  const tally = createTally()
  for (const number of [7, 8, 10, 9, 9, 12]) tally.note(number)
  expect(tally.take()).toEqual({ packets: 5, expected: 6, twice: 1 })
  expect(tally.take()).toEqual({ packets: 0, expected: 0, twice: 0 })
  tally.note(15)
  // 13 and 14 are missing.
  expect(tally.take()).toEqual({ packets: 1, expected: 3, twice: 0 })
})
