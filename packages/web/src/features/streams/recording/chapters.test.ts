import { expect, test } from 'vitest'
import { chaptersOf, minutesIn } from './chapters.ts'

const recording = {
  parts: [
    { startedAt: 30_000, offset: 0, seconds: 60 },
    { startedAt: 120_000, offset: 60, seconds: 60 },
  ],
}
const moment = (seq: number, start: number) => ({
  seq,
  emote: '🔥',
  start,
  end: start + 60_000,
  count: 12,
  total: 20,
  ratio: 0.6,
  people: 4,
  final: true,
})

test('S6: a moment is a chapter where its minute begins, across a break of the recording', () => {
  const chapters = chaptersOf(recording, [moment(2, 120_000), moment(1, 60_000)])
  expect(chapters.map(({ moment: { seq }, position }) => [seq, position])).toEqual([
    [1, 30],
    [2, 60],
  ])
})

test('S6: a moment whose minute began before the recording is at its begin; one after its end is no chapter', () => {
  expect(chaptersOf(recording, [moment(1, 0)]).map(({ position }) => position)).toEqual([0])
  expect(chaptersOf(recording, [moment(1, 600_000)])).toEqual([])
  expect(chaptersOf({ parts: [] }, [moment(1, 0)])).toEqual([])
})

test('minutes are found where they were recorded', () => {
  const minutes = [0, 60_000, 120_000].map((at) => ({ at, counts: { '🔥': 1 } }))
  expect(minutesIn(recording, minutes).map(({ position }) => position)).toEqual([0, 30, 60])
})
