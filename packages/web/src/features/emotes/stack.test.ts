import { expect, test } from 'vitest'
import { everyMinute, layersOf, others, reconciled, stacked } from './stack.ts'

const minute = 60_000

test('the most sent emote is the lowest layer, and each one stands on those before it', () => {
  const layers = layersOf([{ counts: { '👍': 1, '🔥': 5 } }, { counts: { '🔥': 2 } }])
  expect(layers).toEqual([
    { emote: '🔥', total: 7, values: [5, 2] },
    { emote: '👍', total: 1, values: [1, 0] },
  ])
  expect(stacked(layers)).toEqual([
    [5, 2],
    [6, 2],
  ])
})

test('a chart of many emotes shows nine and the rest as one, and loses none', () => {
  const counts = Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`e${at}`, at + 1]))
  const layers = layersOf([{ counts }])
  expect(layers).toHaveLength(10)
  expect(layers.at(-1)?.emote).toBe(others)
  expect(stacked(layers).at(-1)).toEqual([(64 * 65) / 2])
})

test('minutes in which nobody sent anything are there, too', () => {
  const all = everyMinute([
    { at: minute, counts: { '🔥': 1 } },
    { at: 4 * minute, counts: { '🔥': 2 } },
  ])
  expect(all.map(({ at }) => at / minute)).toEqual([1, 2, 3, 4])
  expect(all[1]?.counts).toEqual({})
  expect(everyMinute([])).toEqual([])
})

test('what the server counted stands; only in its newest minutes tallies may know more', () => {
  const counted = [
    { at: 0, counts: { '🔥': 3 } },
    { at: 10 * minute, counts: { '🔥': 4 } },
  ]
  const heard = [
    { at: 0, counts: { '🔥': 9 } },
    { at: 10 * minute, counts: { '🔥': 2, '👍': 1 } },
    { at: 11 * minute, counts: { '👍': 5 } },
  ]
  expect(reconciled(counted, heard, 11.5 * minute)).toEqual([
    { at: 0, counts: { '🔥': 3 } },
    { at: 10 * minute, counts: { '🔥': 4, '👍': 1 } },
    { at: 11 * minute, counts: { '👍': 5 } },
  ])
})
