import { UserId } from '@stoa/contract/http'
import { documentBegun, languageChanged, run, trail, update } from '@stoa/contract/interviews'
import type { Entry, EntryType } from '@stoa/contract/rooms'
import { memberJoined, roomCreated } from '@stoa/contract/rooms'
import { expect, test } from 'vitest'
import { createCursors, freshAt } from './cursors.ts'
import { createFilm } from './film.ts'
import { indexAt, openingOf, stateAt, timeOf } from './places.ts'
import { createRecorder } from './recorder.ts'

const ada = UserId.parse('7a4cf5a8-3f2f-4b55-8f9b-1a2b3c4d5e6f')
const zeno = UserId.parse('0b9d7a52-5d0e-4c38-9d4e-6f5e4d3c2b1a')
const generation = 'c3b0f9f0-0c4e-4f62-8a8e-aaaaaaaaaaaa'
const start = 1_700_000_000_000

function recorded(happened: ReadonlyArray<readonly [EntryType, Partial<Entry>]>) {
  const recorder = createRecorder()
  for (const [index, [type, entry]] of happened.entries()) {
    const usual = { seq: index + 1, author: ada, about: null, at: start, clientId: null, body: {} }
    recorder.add({ ...usual, ...entry, type: type.name })
  }
  return recorder.recording()
}

const begun = [
  documentBegun,
  { body: { kind: 'code', name: 'main.py', language: 'python', generation } },
] as const
const change = (origin: string, selection?: readonly [number, number]) => ({
  about: 1,
  body: { generation, update: 'AAA=', origin, ...(selection && { selection }) },
})

test('P8: no two entries have the same time, whatever the clocks said, so that every one can be sought', () => {
  const recording = recorded([
    begun,
    [update, { ...change('type'), at: start }],
    [update, { ...change('type'), at: start - 40 }],
    [update, { ...change('type'), at: start + 5 }],
  ])
  const times = [...recording.times]
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(new Set(times).size).toBe(4)
  expect([1, 2, 3, 4].map((seq) => indexAt(recording, timeOf(recording, seq)))).toEqual([0, 1, 2, 3])
  expect(recording.length).toBe(5)
})

test('P8: pastes, language changes, runs and who came in are marked with their person and document', () => {
  const recording = recorded([
    begun,
    [memberJoined, { author: null, body: { user: zeno, role: 'member' } }],
    [update, { ...change('paste'), author: zeno }],
    [languageChanged, { about: 1, body: { language: 'sql' } }],
    [
      run,
      {
        author: zeno,
        about: 1,
        body: { language: 'sql', outcome: 'finished', output: '1', milliseconds: 3, tests: [] },
      },
    ],
  ])
  expect(recording.people).toEqual([ada, zeno])
  expect(recording.marks.map(({ kind, person, document, seq }) => [kind, person, document, seq])).toEqual([
    ['document', 0, 1, 1],
    ['joined', 1, null, 2],
    ['paste', 1, 1, 3],
    ['language', 0, 1, 4],
    ['run', 1, 1, 5],
  ])
})

test('what a document begins with is no restoring; what it goes back to later is', () => {
  const recording = recorded([
    begun,
    [update, change('restore')],
    [update, change('type')],
    [update, change('restore')],
  ])
  expect(recording.marks.map(({ kind, seq }) => [kind, seq])).toEqual([
    ['document', 1],
    ['restore', 4],
  ])
})

test('a replay opens at what the session began with', () => {
  const opening = (...after: Parameters<typeof recorded>[0]) => {
    const recording = recorded([[roomCreated, {}], ...after])
    return indexAt(recording, openingOf(recording))
  }
  const about = (origin: string) => ({ ...change(origin), about: 2 })
  expect(opening(begun, [update, about('restore')], [update, about('type')])).toBe(2)
  expect(opening(begun, [update, about('type')])).toBe(1)
  // What it began with was removed.
  expect(opening([documentBegun, { body: null }], [memberJoined, {}], begun)).toBe(0)
})

test('P8: documents are as they were called and written in at the time', () => {
  const recording = recorded([
    begun,
    [update, change('type')],
    [languageChanged, { about: 1, body: { language: 'sql' } }],
  ])
  expect(stateAt(recording, -1).documents).toEqual([])
  expect(stateAt(recording, 1).documents.map((one) => one.language)).toEqual(['python'])
  expect(stateAt(recording, 2).documents.map((one) => one.language)).toEqual(['sql'])
})

test('P2: updates of another generation do not belong to a document', () => {
  const foreign = { ...change('type').body, generation: 'd3b0f9f0-0c4e-4f62-8a8e-aaaaaaaaaaaa' }
  const recording = recorded([begun, [update, { about: 1, body: foreign }]])
  expect(recording.documents.map((one) => one.updates.length)).toEqual([0])
})

test('P8: cursors move as the trail says, before it was sent, and are carried by what is written', () => {
  const recording = recorded([
    begun,
    [update, { ...change('type', [5, 5]), at: start + 100 }],
    [
      trail,
      {
        author: zeno,
        about: 1,
        at: start + 1000,
        body: {
          moves: [
            [0, 0, 0],
            [400, 3, 4],
          ],
        },
      },
    ],
    [update, { ...change('type', [2, 2]), at: start + 2000 }],
  ])
  const [document] = recording.documents
  if (document === undefined) throw new Error('there is a document')
  const film = createFilm()
  film.add([
    { index: 1, time: 100, from: 0, removed: 0, inserted: 'hello' },
    { index: 3, time: 2000, from: 0, removed: 0, inserted: '> ' },
  ])
  const cursors = createCursors({ document, film, by: () => ({ person: 0 }) })
  expect(cursors({ time: 700, count: 1, length: 5 })).toEqual([
    { person: 0, anchor: 5, head: 5 },
    { person: 1, anchor: 0, head: 0 },
  ])
  expect(cursors({ time: 2000, count: 2, length: 7 })).toEqual([
    { person: 0, anchor: 2, head: 2 },
    { person: 1, anchor: 5, head: 6 },
  ])
})

test('what was written lately is known by who wrote it, where it has come to', () => {
  const film = createFilm()
  film.add([
    { index: 0, time: 0, from: 0, removed: 0, inserted: 'old ' },
    { index: 1, time: 1, from: 4, removed: 0, inserted: 'ab' },
    { index: 2, time: 2, from: 6, removed: 0, inserted: 'c' },
    { index: 3, time: 3, from: 0, removed: 4, inserted: '' },
    { index: 4, time: 4, from: 3, removed: 0, inserted: '!' },
  ])
  const by = (index: number) => ({ person: index === 4 ? 1 : 0, pasted: index === 4 })
  expect(freshAt(film, { count: 5, since: 0, by })).toEqual([
    { person: 0, pasted: false, from: 0, to: 3 },
    { person: 1, pasted: true, from: 3, to: 4 },
  ])
})

test('P8: a cursor that nobody moved for long is carried along the same, in whatever order it is sought', () => {
  const film = createFilm()
  const length = 5000
  film.add(
    Array.from({ length }, (_, at) => ({
      ...{ index: at, time: at, removed: 0, inserted: at % 3 === 0 ? '\n' : 'a' },
      from: at % 2 === 0 ? 0 : at,
    })),
  )
  const selections = [{ time: 10, person: 1, anchor: 4, head: 4 }]
  const document = { seq: 1, kind: 'code', updates: [], steps: [], selections } as const
  const by = () => ({ person: 0 })
  const cursorAt = (cursors: ReturnType<typeof createCursors>, time: number) =>
    cursors({ time, count: time + 1, length: Number.POSITIVE_INFINITY })[0]?.anchor
  const kept = createCursors({ document, film, by })
  for (const time of [4999, 11, 2000, 1034, 1035, 4999, 3000, 2059])
    expect(cursorAt(kept, time), `at ${time}`).toBe(cursorAt(createCursors({ document, film, by }), time))
  expect(cursorAt(kept, 4999)).toBeGreaterThan(2000)
})
