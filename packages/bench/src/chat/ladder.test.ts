import { expect, test } from 'vitest'
import { bestOf, climb } from './ladder.ts'

/** Climbs a server that holds up to `most` a second. */
const climbTo = (most: number) =>
  climb({ from: 100, factor: 2, attempt: async (rate) => rate, holds: (rate) => rate <= most })

test('a ladder goes up until a rate fails twice, then looks in between', async () => {
  const rungs = await climbTo(600)
  expect(rungs.map((rung) => Math.round(rung.rate))).toEqual([100, 200, 400, 800, 800, 566])
  expect(bestOf(rungs, (rate) => rate)).toBeCloseTo(565.7, 1)
})

test('a ladder whose first rung fails goes down to one that holds', async () => {
  expect(bestOf(await climbTo(30), (rate) => rate)).toBe(25)
})

test('a server that holds nothing has no best rung', async () => {
  expect(bestOf(await climbTo(0), (rate) => rate)).toBeUndefined()
})
