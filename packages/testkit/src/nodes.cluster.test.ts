import type { Client } from '@stoa/client'
import { createChat, removeMember } from '@stoa/contract/chat'
import { listEntries } from '@stoa/contract/rooms'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RedisServer, startRedis } from '../../server/src/platform/cluster/redis.testing.ts'
import { type PostgresServer, startPostgres } from '../../server/src/platform/database/postgres.testing.ts'
import { startNode, type TestNode } from './node.ts'
import { join, message, openDirect, type Person, shows, until } from './talk.testing.ts'

let postgres: PostgresServer
let redis: RedisServer
let nodes: readonly [TestNode, TestNode]
let ada: Person
let bob: Person
const started: Client[] = []

beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const options = {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    settings: { headsSeconds: '2', presenceSeconds: '6' },
  }
  // Both at once: they agree on who migrates.
  nodes = await Promise.all([startNode(options), startNode(options)])
  ada = await join(nodes[0], 'ada@example.com')
  bob = await join(nodes[1], 'bob@example.com')
  started.push(ada.client, bob.client)
})
afterAll(async () => {
  await Promise.all(started.map((client) => client.stop()))
  await Promise.all(nodes.map((node) => node.stop()))
  await Promise.all([postgres.stop(), redis.stop()])
})

function numbered(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `number ${from + index}`)
}

test('a message crosses from one node to the other, and its ticks come back', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'Hello over there' })
  const got = await message(his, 'Hello over there')
  his.read(got.seq)
  await until(hers, () => hers.get().items.some((item) => item.kind === 'message' && item.state === 'read'))
  hers.close()
  his.close()
})

test('T8: whoever is removed on one node stops receiving on the other', async () => {
  const room = await ada.client.call(createChat, {
    body: { kind: 'group', name: 'Crossing', members: [bob.id] },
  })
  await until(bob.client.rooms, ({ rooms }) => rooms.some(({ id }) => id === room.id))
  await ada.client.call(removeMember, { params: { room: room.id, user: bob.id } })
  await until(bob.client.rooms, ({ rooms }) => !rooms.some(({ id }) => id === room.id))
})

test('O5, T7: Redis is killed while two people on two nodes talk; nothing is lost, doubled or out of order', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  await shows(his, ['Hello over there'])
  const texts = ['Hello over there']
  const say = (count: number) => {
    for (const text of numbered(texts.length, count)) {
      hers.send({ text })
      texts.push(text)
    }
  }
  say(20)
  await redis.kill()
  say(20)
  await shows(hers, texts)
  await shows(his, texts)
  await redis.restart()
  say(20)
  await shows(hers, texts)
  await shows(his, texts)
  his.send({ text: 'I have it all' })
  await message(hers, 'I have it all')
  const { entries } = await bob.client.call(listEntries, { params: { room }, query: {} })
  expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => index + 1))
  hers.close()
  his.close()
})

test('O5: PostgreSQL is killed while they write; what waits in the outbox is sent once it is back', async () => {
  const room = (
    await ada.client.call(createChat, {
      body: { kind: 'group', name: 'Through the storm', members: [bob.id] },
    })
  ).id
  await until(bob.client.rooms, ({ rooms }) => rooms.some(({ id }) => id === room))
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  const texts = numbered(0, 40)
  for (const text of texts.slice(0, 20)) hers.send({ text })
  await postgres.kill()
  for (const text of texts.slice(20)) hers.send({ text })
  await postgres.restart()
  await shows(hers, texts)
  await shows(his, texts)
  hers.close()
  his.close()
})

test('T11: presence crosses nodes, and a node that stops takes its people with it', async () => {
  const options = { databaseUrl: postgres.url, redisUrl: redis.url, settings: { presenceSeconds: '6' } }
  const third = await startNode(options)
  const cleo = await join(third, 'cleo@example.com')
  started.push(cleo.client)
  const room = await openDirect(ada, cleo)
  const present = (client: Client) => client.rooms.get().rooms.find(({ id }) => id === room)?.present ?? []
  await until(ada.client.rooms, () => present(ada.client).includes(cleo.id))
  await cleo.client.stop()
  await third.stop()
  await until(ada.client.rooms, () => !present(ada.client).includes(cleo.id))
})
