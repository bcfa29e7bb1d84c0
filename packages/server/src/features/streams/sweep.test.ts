import type { RoomId, UserId } from '@stoa/contract/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LifeTest, type Person, testStreams } from './life.testing.ts'
import { scriptedEngine } from './scripted.testing.ts'
import { createSweep, type SweepNeeds } from './sweep.ts'

let streams: LifeTest
let host: Person

beforeAll(async () => {
  streams = await testStreams()
  host = await streams.person()
})
afterAll(() => streams.close())

/** A sweep of what this node says that it carries, and what its engine was asked for. */
function sweeping(publishing: () => Map<RoomId, Set<UserId>>) {
  const engine = scriptedEngine()
  const unasked = async () => {
    throw new Error('nobody asks for this')
  }
  const needs: SweepNeeds = {
    ...{ ...streams.node.parts, database: streams.database, engine },
    ...{ clock: () => streams.clock.now, returnMs: 30_000 },
    nodes: { alive: async () => null, start: unasked },
    keeper: { progress: unasked, finish: unasked },
    thumbnails: { refresh() {}, of: unasked },
    life: { publishing, hear() {} },
  }
  return { sweep: createSweep(needs), engine }
}

test('what goes live while it is looked at what is carried goes on', async () => {
  const [before, during] = [await host.create(), await host.create()]
  const { sweep, engine } = sweeping(() => {
    const carried = new Map([[before.id, new Set([host.user])]])
    // The database is asked in between.
    queueMicrotask(() => carried.set(during.id, new Set([host.user])))
    return carried
  })
  await sweep.run()
  expect(engine.asked).toEqual([])
})

test('what is carried of a deleted stream is put out', async () => {
  const id = crypto.randomUUID() as RoomId
  const { sweep, engine } = sweeping(() => new Map([[id, new Set([host.user])]]))
  await sweep.run()
  expect(engine.asked).toEqual([{ do: 'close', stream: id }])
})
