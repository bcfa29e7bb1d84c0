import { defaultEmotes } from '@stoa/contract/emotes'
import { expect, test } from 'vitest'
import { usualSignificance } from '../analysis/significance.ts'
import { type Audience, generate, plant } from './generator.ts'
import { score } from './score.ts'
import { runSimulation } from './simulate.ts'

const emotes = [...defaultEmotes]
const audience: Audience = { seed: 7, rate: 20, minutes: 30, viewers: 300, moments: 5, emotes, start: 0 }
const settings = { ...usualSignificance, interval: 30, allowedEmotes: emotes }

test('E8: the same seed makes the same audience, another seed another one', () => {
  const [one, same, other] = [audience, audience, { ...audience, seed: 8 }].map((each) => [...generate(each)])
  expect(same).toEqual(one)
  expect(other).not.toEqual(one)
  expect(plant(audience)).toEqual(plant(audience))
})

test('E8: 80 % of what viewers do is single, 20 % are bursts of 3 to 10 of one emote, whatever the rate', () => {
  // So many viewers that nobody acts twice: what one sends is one action.
  for (const rate of [1, 50]) {
    const all = [...generate({ ...audience, rate, minutes: 40, moments: 0, viewers: 2 ** 40 })]
    const actions = [...Map.groupBy(all, ({ user }) => user).values()]
    const single = actions.filter((one) => one.length === 1)
    expect(single.length / actions.length).toBeCloseTo(0.8, 1)
    // The last minute ends in the middle of some.
    const bursts = actions.filter((one) => one.length > 1 && (one[0]?.at ?? 0) < 39 * 60_000)
    for (const burst of bursts) {
      expect(burst.length).toBeGreaterThanOrEqual(3)
      expect(burst.length).toBeLessThanOrEqual(10)
      expect(new Set(burst.map(({ emote }) => emote)).size).toBe(1)
    }
    expect(all.length / (40 * 60)).toBeGreaterThan(rate * 0.85)
    expect(all.length / (40 * 60)).toBeLessThan(rate * 1.15)
  }
})

test('E8: emotes come in the order of time, within the minutes asked for', () => {
  const times = [...generate(audience)].map(({ at }) => at)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(times.at(-1)).toBeLessThan(30 * 60_000)
})

test('E8: planted moments are each in a minute of their own, and no more than there is room for', () => {
  const planted = plant({ ...audience, moments: 25 })
  expect(new Set(planted.map(({ start }) => start)).size).toBe(25)
  for (const { start, from, to } of planted) {
    expect(from).toBeGreaterThanOrEqual(start)
    expect(to).toBeLessThanOrEqual(start + 60_000)
  }
  expect(() => plant({ ...audience, moments: 26 })).toThrow('30 minutes have room for 25 moments')
})

test('E8: analysis finds what was planted, and little else, at several rates', () => {
  const at = (rate: number) => score({ ...audience, rate, minutes: 60, moments: 10, viewers: 500 }, settings)
  for (const [rate, precision, recall] of [
    [2, 0.6, 0.8],
    [10, 0.8, 1],
    [100, 1, 1],
  ] as const) {
    const one = at(rate)
    expect(one.precision).toBeGreaterThanOrEqual(precision)
    expect(one.recall).toBeGreaterThanOrEqual(recall)
  }
})

test('E8: against the plain ratio rule, the baseline tells planted moments from what is usual', () => {
  // One emote that is always liked best.
  const few = { ...audience, emotes: emotes.slice(0, 4), minutes: 60, moments: 10 }
  const rule = { ...settings, allowedEmotes: few.emotes }
  expect(score(few, rule).precision).toBeGreaterThan(
    score(few, { ...rule, againstBaseline: false }).precision,
  )
})

test('E8: the simulation prints precision and recall for each rate', () => {
  const lines: string[] = []
  runSimulation({ rates: [5, 20], minutes: 20, viewers: 100, moments: 3, seed: 1 }, (line) =>
    lines.push(line),
  )
  expect(lines[0]).toBe('20 minutes, 100 viewers, 3 planted moments, seed 1')
  expect(lines[1]?.trim().split(/\s+/)).toEqual([
    'rate',
    'emotes',
    'planted',
    'found',
    'right',
    'precision',
    'recall',
  ])
  expect(lines.slice(2).map((line) => line.trim().split(/\s+/).slice(0, 3))).toEqual([
    ['5/s', expect.stringMatching(/^\d+$/), '3'],
    ['20/s', expect.stringMatching(/^\d+$/), '3'],
  ])
})
