import { endStream, joinStream, newStreamKey } from '@stoa/contract/streams'
import { type NodeProcess, startNode, startNodeProcess, type TestNode } from '@stoa/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type RedisServer, startRedis } from '../../platform/cluster/redis.testing.ts'
import { type PostgresServer, startPostgres } from '../../platform/database/postgres.testing.ts'
import { one, type Person, personAt } from './streams.testing.ts'

let postgres: PostgresServer
let redis: RedisServer
/** The one that is killed is a process of its own. */
let near: TestNode
let far: NodeProcess
let host: Person
let viewer: Person
const ends: (() => void | Promise<void>)[] = []

beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  near = await startNode(options())
  far = await startNodeProcess(options())
  host = await personAt(near, 'host@example.com', ends)
  viewer = await personAt(near, 'viewer@example.com', ends)
})
afterEach(() => {
  for (const end of ends.splice(0)) void end()
})
afterAll(async () => {
  await near.stop()
  await far.kill('SIGTERM')
  await Promise.all([postgres.stop(), redis.stop()])
})

function options() {
  return { databaseUrl: postgres.url, redisUrl: redis.url, settings: { mediaBind: '127.0.0.1' } }
}

test('S1, S5: published to one node, watched through another, counted on both, and ended through any', async () => {
  const stream = await host.create({ record: false })
  const { key } = await host.call(newStreamKey, one(stream), far)
  await host.publish(stream, { bearer: key, at: far })
  await host.sees(stream, { status: 'live', publishers: [host.user] }, near)
  await viewer.call(joinStream, one(stream), near)
  const player = await viewer.watch(stream, { at: near })
  await player.untilFrames(3)
  for (const node of [near, far]) await host.sees(stream, { viewers: 1, peak: 1 }, node)
  // Its session is on the other node, which its address tells.
  const ended = await fetch(near.url + player.location, { method: 'DELETE' })
  expect(ended.status).toBe(200)
  await host.sees(stream, { viewers: 0 }, near)
  await host.call(endStream, one(stream), near)
  await expect(host.publish(stream, { at: far })).rejects.toMatchObject({ code: 'GONE' })
  expect(await host.states(stream)).toEqual([
    { status: 'live', publishers: [host.user] },
    { status: 'ended', publishers: [] },
  ])
})

test('S1: its node is killed, and the stream goes on from another one', async () => {
  const stream = await host.create({ record: false })
  await host.publish(stream, { at: far })
  await host.sees(stream, { status: 'live' }, near)
  const player = await viewer.watch(stream, { at: near })
  await player.untilFrames(2)
  await host.sees(stream, { viewers: 1 }, near)
  await far.kill('SIGKILL')
  await host.sees(stream, { status: 'live', publishers: [], viewers: 0 }, near)
  await expect(viewer.watch(stream, { at: near })).rejects.toMatchObject({
    ...{ code: 'CONFLICT', details: { retryAfter: 2000 } },
  })
  await host.publish(stream, { at: near })
  await host.sees(stream, { status: 'live', publishers: [host.user] }, near)
  const again = await viewer.watch(stream, { at: near })
  await again.untilFrames(2)
  await host.sees(stream, { viewers: 1 }, near)
}, 60_000)
