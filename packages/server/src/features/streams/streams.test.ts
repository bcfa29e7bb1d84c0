import { randomUUID } from 'node:crypto'
import { message, reaction, remove } from '@stoa/contract/chat'
import { setThreshold } from '@stoa/contract/emotes'
import { ClientId } from '@stoa/contract/http'
import { sendEntry } from '@stoa/contract/rooms'
import { deleteStream, endStream, joinStream, listWatchers, newStreamKey } from '@stoa/contract/streams'
import { startNode, type TestNode } from '@stoa/testkit'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { one, type Person, personAt } from './streams.testing.ts'

let node: TestNode
let host: Person
let viewer: Person
const ends: (() => void)[] = []

beforeAll(async () => {
  node = await startNode({ settings: { mediaBind: '127.0.0.1' } })
  host = await personAt(node, 'host@example.com', ends)
  viewer = await personAt(node, 'viewer@example.com', ends)
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
})
afterAll(() => node.stop())

test('S1, S2, S5: somebody goes live with a stream key, another watches, and it ends', async () => {
  const stream = await host.create({ record: false })
  expect(stream).toMatchObject({ status: 'scheduled', publishers: [], viewers: 0, engine: 'built-in' })
  const { key, whip } = await host.call(newStreamKey, one(stream))
  expect(whip).toBe(`http://localhost:${new URL(node.url).port}/api/v1/whip/${stream.id}`)
  await host.publish(stream, { bearer: key })
  await host.sees(stream, { status: 'live', publishers: [host.user] })
  await viewer.call(joinStream, one(stream))
  const watching = await viewer.watch(stream)
  await watching.untilFrames(5)
  await host.sees(stream, { viewers: 1, peak: 1 })
  watching.close()
  await host.sees(stream, { viewers: 0, peak: 1 })
  const { participants } = await host.call(listWatchers, { ...one(stream), query: {} })
  expect(participants).toEqual([
    { user: viewer.user, joinedAt: expect.any(Number), leftAt: expect.any(Number) },
  ])
  expect(await host.call(endStream, one(stream))).toMatchObject({ status: 'ended', publishers: [] })
  expect(await host.states(stream)).toEqual([
    { status: 'live', publishers: [host.user] },
    { status: 'ended', publishers: [] },
  ])
})

test('people chat in a stream, its host moderates there', async () => {
  const stream = await host.create({ record: false })
  const say = (person: Person, type: string, body: object, about?: number) =>
    person.call(sendEntry, {
      params: { room: stream.id },
      body: { type, clientId: ClientId.parse(randomUUID()), body, ...(about === undefined ? {} : { about }) },
    })
  await expect(say(viewer, message.name, { text: 'Let me in' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await viewer.call(joinStream, one(stream))
  const said = await say(viewer, message.name, { text: 'Hello' })
  await say(host, reaction.name, { emoji: '👋' }, said.seq)
  const own = await say(host, message.name, { text: 'Welcome' })
  await expect(say(viewer, remove.name, {}, own.seq)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await say(host, remove.name, {}, said.seq)
  await host.call(endStream, one(stream))
  await expect(say(viewer, message.name, { text: 'Bye' })).rejects.toMatchObject({ code: 'ROOM_CLOSED' })
})

test('T12: with a stream its settings of emotes are deleted', async () => {
  const stream = await host.create({ record: false })
  await host.call(setThreshold, { query: { stream: stream.id }, body: { threshold: 0.9 } })
  expect(await settingsStored(stream.id)).toBe(1)
  await host.call(deleteStream, one(stream))
  expect(await settingsStored(stream.id)).toBe(0)
})

/** By the socket that the running server has for psql. */
async function settingsStored(stream: string): Promise<number | null> {
  const client = new pg.Client({ host: node.data, port: 5432, user: 'postgres', database: 'postgres' })
  await client.connect()
  const { rowCount } = await client.query('SELECT FROM emote_settings WHERE stream = $1', [stream])
  await client.end()
  return rowCount
}
