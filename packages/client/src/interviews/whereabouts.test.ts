import type { UserId } from '@stoa/contract/http'
import { cursor } from '@stoa/contract/interviews'
import { expect, test } from 'vitest'
import { ada, bob, cyd } from '../testing/entries.testing.ts'
import { testTime } from '../testing/time.testing.ts'
import { type Cursor, createPlaces } from './whereabouts.ts'

function places() {
  const time = testTime()
  const told: Cursor[] = []
  const made = createPlaces({ me: ada, time, signal: (at) => told.push(at), changed: () => {} })
  const heard = (from: UserId, body: Cursor) =>
    made.heard([{ type: cursor.name, from, at: time.now(), body }])
  return { time, told, heard, places: made }
}

test('P4: however fast a cursor moves, it is told at most ten times a second, and where it comes to rest', async () => {
  const { time, told, places: mine } = places()
  for (let n = 0; n < 200; n += 1) {
    mine.move({ document: 1, pointer: [n, 0] })
    await time.pass(10)
  }
  await time.pass(200)
  expect(told.length).toBeGreaterThan(10)
  expect(told.length).toBeLessThanOrEqual(21)
  expect(told.at(-1)?.pointer).toEqual([199, 0])
})

test('P3: whoever is silent for 30 s has vanished; whoever is there says so more often', async () => {
  const { time, told, heard, places: mine } = places()
  heard(bob, { document: 1 })
  mine.move({ document: 2 })
  await time.pass(29_000)
  expect(mine.all().get(bob)).toEqual({ document: 1 })
  expect(told.length).toBeGreaterThanOrEqual(3)
  await time.pass(1_000)
  expect(mine.all().size).toBe(0)
  mine.stop()
  expect(time.waiting).toBe(0)
})

test('P3: whoever leaves is forgotten at once, and whoever comes is told where one is', async () => {
  const { time, told, heard, places: mine } = places()
  mine.present([bob])
  heard(bob, { document: 1 })
  heard(ada, { document: 1 })
  mine.move({ document: 1, pointer: [1, 2] })
  await time.pass(1_000)
  mine.present([cyd])
  await time.pass(1_000)
  expect(mine.all().size).toBe(0)
  expect(told).toEqual([
    { document: 1, pointer: [1, 2] },
    { document: 1, pointer: [1, 2] },
  ])
})

test('leaving a document for another one does not take the cursor out of that', async () => {
  const { time, told, places: mine } = places()
  mine.move({ document: 1 })
  await time.pass(200)
  mine.move({ document: 2 })
  mine.leave(1, true)
  await time.pass(200)
  expect(told.at(-1)).toEqual({ document: 2 })
  mine.leave(2, false)
  await time.pass(200)
  expect(told.at(-1)).toEqual({ document: 2 })
  mine.leave(2, true)
  await time.pass(200)
  expect(told.at(-1)).toEqual({ document: null })
})
