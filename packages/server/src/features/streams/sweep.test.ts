import type { RoomId, UserId } from '@stoa/contract/http'
import { listWatchers } from '@stoa/contract/streams'
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
    audience: { restore() {} },
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

test('S5: whoever was taken for dead counts its viewers again, but for those who left meanwhile', async () => {
  const [stream, one, two] = [await host.create(), await streams.person(), await streams.person()]
  const { node } = streams
  const at = streams.clock.now
  const of = { stream: stream.id, publisher: host.user }
  const visit = { stream: stream.id, at }
  await node.tell({ kind: 'published', of, at, facts: { codecs: [] } })
  await node.tell(
    { ...visit, kind: 'joined', viewer: one.user, viewing: 'one' },
    { ...visit, kind: 'joined', viewer: two.user, viewing: 'two' },
  )
  const other = await streams.another()
  // Nothing was heard of the first for long; unless it has just said that it is there.
  async function miss() {
    streams.clock.now += 10_000
    await other.streams.sweep()
    return host.see(stream)
  }
  await expect.poll(miss).toMatchObject({ publishers: [], viewers: 0 })
  await node.tell({ ...visit, kind: 'left', viewer: two.user, viewing: 'two', at: streams.clock.now })
  async function recover() {
    streams.clock.now += 5000
    await node.streams.sweep()
    await node.streams.settled()
    return host.see(stream)
  }
  await expect.poll(recover).toMatchObject({ status: 'live', publishers: [host.user], viewers: 1 })
  const { participants } = await host.call(listWatchers, { params: { stream: stream.id }, query: {} })
  expect(participants).toHaveLength(2)
  expect(participants).toContainEqual({ user: one.user, joinedAt: at, leftAt: null })
})
