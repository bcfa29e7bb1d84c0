import { RoomId, UserId } from '@stoa/contract/http'
import type { Stream } from '@stoa/contract/streams'
import { expect, test } from 'vitest'
import { stageOf } from './stage.ts'

const [ada, bob, cyd] = ['a', 'b', 'c'].map((one) =>
  UserId.parse(`${one.repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`),
)
if (ada === undefined || bob === undefined || cyd === undefined) throw new Error('Three people are needed')

const live: Stream = {
  id: RoomId.parse('dddddddd-dddd-4ddd-8ddd-dddddddddddd'),
  host: ada,
  cohosts: [bob, cyd],
  title: 'Olives',
  description: '',
  status: 'live',
  publishers: [bob, ada],
  scheduledFor: null,
  startedAt: 1,
  endedAt: null,
  viewers: 0,
  peak: 0,
  metadata: {},
  thumbnail: null,
  recording: null,
  engine: 'built-in',
  createdAt: 0,
}

test('S7: the host comes first, and whoever does not publish has no tile', () => {
  expect(stageOf([], live)).toEqual([ada, bob])
})

test('S7: a publisher who dropped keeps the tile, and the list stays the very same', () => {
  const before = stageOf([], live)
  expect(stageOf(before, { ...live, publishers: [ada], viewers: 12 })).toBe(before)
  expect(stageOf(before, { ...live, publishers: [] })).toBe(before)
})

test('S7: a co-host who was removed has none, and one who begins gets one', () => {
  const before = stageOf([], live)
  expect(stageOf(before, { ...live, cohosts: [cyd], publishers: [ada, cyd] })).toEqual([ada, cyd])
  expect(stageOf(before, { ...live, status: 'ended', publishers: [] })).toEqual([])
})
