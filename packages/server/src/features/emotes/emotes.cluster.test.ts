import { listMoments } from '@stoa/contract/emotes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RedisServer, startRedis } from '../../platform/cluster/redis.testing.ts'
import { type PostgresServer, startPostgres } from '../../platform/database/postgres.testing.ts'
import { databaseOn } from '../../platform/database/testing.ts'
import {
  type EmotesNode,
  type EmotesTest,
  entriesOf,
  sendEmote,
  talliesOf,
  testEmotes,
  total,
} from './emotes.testing.ts'

let postgres: PostgresServer
let redis: RedisServer
let town: EmotesTest
let now = Date.UTC(2030, 0, 1, 12)
beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  town = await testEmotes(await databaseOn(postgres.url))
})
afterAll(async () => {
  await town.close()
  await Promise.all([postgres.stop(), redis.stop()])
})
const patient = { timeout: 30_000 }

test('E2, E5: on nodes that share a Redis all viewers see all tallies, and each moment is announced once', async () => {
  const options = { clock: () => now, redisUrl: redis.url }
  const nodes = [await town.node(options), await town.node(options)] as const
  const [one, other] = nodes
  const host = town.person()
  const people = Array.from({ length: 6 }, () => town.person())
  const rooms = await Promise.all(Array.from({ length: 3 }, () => one.stream(host, people)))
  const sockets = await Promise.all(people.map((person, index) => nodeOf(index).connect(person)))
  for (const room of rooms) for (const socket of sockets) await socket.ask('subscribe', { room, after: 0 })
  function nodeOf(index: number): EmotesNode {
    return nodes[index % 2] ?? one
  }
  for (const room of rooms)
    for (const socket of sockets)
      for (let count = 0; count < 5; count += 1) await sendEmote(socket, room, '🔥')
  for (const room of rooms) {
    for (const socket of sockets)
      await socket.until(() => total(talliesOf(socket, room)) === 30, 'all tallies')
    await expect
      .poll(async () => (await entriesOf(town.database, room, 'emote.moment')).length, patient)
      .toBe(1)
  }
  now += 75_000
  for (const room of rooms) {
    const moments = async () => (await other.call(host, listMoments, { params: { stream: room } })).moments
    await expect.poll(async () => (await moments()).map(({ final }) => final), patient).toEqual([true])
    expect(await moments()).toMatchObject([{ emote: '🔥', count: 30, total: 30, people: 6 }])
    const types = (await entriesOf(town.database, room, 'emote.moment')).map(({ type }) => type)
    expect(types.filter((type) => type === 'emote.moment')).toHaveLength(1)
  }
}, 120_000)

test('E2: nodes that share a Redis tell a room at most 4 tallies a second together', async () => {
  const nodes = await Promise.all([town.node({ redisUrl: redis.url }), town.node({ redisUrl: redis.url })])
  const people = Array.from({ length: 4 }, () => town.person())
  const room = await nodes[0].stream(town.person(), people)
  const sockets = await Promise.all(
    people.map(async (person, index) => {
      const socket = await (nodes[index % 2] ?? nodes[0]).connect(person)
      await socket.ask('subscribe', { room, after: 0 })
      return socket
    }),
  )
  let sent = 0
  for (let round = 0; round < 6; round += 1) {
    for (const socket of sockets) await sendEmote(socket, room, '🔥')
    sent += sockets.length
    for (const socket of sockets) await socket.until(() => total(talliesOf(socket, room)) === sent, 'tallies')
  }
  for (const socket of sockets) {
    const times = talliesOf(socket, room).map(({ at }) => at)
    expect(times.length).toBeGreaterThanOrEqual(6)
    for (const [index, at] of times.entries()) {
      const fifth = times[index + 4]
      if (fifth !== undefined) expect(fifth - at).toBeGreaterThanOrEqual(1000)
    }
  }
}, 60_000)

test('E2: while Redis is away each node tells its own viewers', async () => {
  const node = await town.node({ redisUrl: redis.url })
  const [host, viewer] = [town.person(), town.person()]
  const room = await node.stream(host, [viewer])
  const socket = await node.connect(viewer)
  await socket.ask('subscribe', { room, after: 0 })
  await redis.kill()
  await sendEmote(socket, room, '🔥')
  await socket.until(() => total(talliesOf(socket, room)) === 1, 'a tally')
  await redis.restart()
}, 120_000)
