import { expect, test } from 'vitest'
import { densityOf } from './density.ts'

test('each person has a track, and the fullest part of any of them is 1', () => {
  const tracks = densityOf({
    people: 2,
    bins: 4,
    length: 100,
    edits: [
      [0, 0],
      [10, 0],
      [60, 1],
      [100, 0],
    ],
  })
  expect(tracks.map((track) => [...track])).toEqual([
    [1, 0, 0, 0.5],
    [0, 0, 0.5, 0],
  ])
})

test('where nobody wrote all is flat', () => {
  expect(densityOf({ people: 1, bins: 3, length: 0, edits: [] }).map((track) => [...track])).toEqual([
    [0, 0, 0],
  ])
})
