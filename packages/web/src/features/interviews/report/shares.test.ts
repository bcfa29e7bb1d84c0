import { expect, test } from 'vitest'
import { createFilm } from '../playback/engine/film.ts'
import type { Mark } from '../playback/engine/marks.ts'
import { sharesOf } from './shares.ts'

const run: Mark = {
  kind: 'run',
  seq: 6,
  time: 5,
  person: 2,
  document: 1,
  run: {
    seq: 6,
    at: 5,
    by: null,
    document: 1,
    language: 'sql',
    outcome: 'finished',
    output: '',
    milliseconds: 1,
    tests: [],
  },
}

test('what was typed, pasted and run is counted for each person', () => {
  const film = createFilm()
  film.add([
    { index: 1, time: 1, from: 0, removed: 0, inserted: 'abc' },
    { index: 2, time: 2, from: 0, removed: 3, inserted: '' },
    { index: 4, time: 4, from: 0, removed: 0, inserted: 'a long pasted line' },
    { index: 5, time: 5, from: 0, removed: 0, inserted: 'an older version' },
  ])
  const written = { time: 0, update: '', strokes: undefined }
  const updates = [
    { ...written, index: 1, person: 0, origin: 'type' },
    { ...written, index: 2, person: 1, origin: 'type' },
    { ...written, index: 4, person: 1, origin: 'paste' },
    { ...written, index: 5, person: 3, origin: 'restore' },
  ] as const
  const documents = [{ seq: 1, kind: 'code', updates, steps: [], selections: [] }] as const
  const nothing = { changes: 0, typed: 0, pastes: 0, pasted: 0, runs: 0 }
  expect(sharesOf({ documents, marks: [run] }, () => film)).toEqual([
    { ...nothing, person: 0, changes: 1, typed: 3 },
    { ...nothing, person: 1, changes: 1, pastes: 1, pasted: 18 },
    { ...nothing, person: 2, runs: 1 },
  ])
})
