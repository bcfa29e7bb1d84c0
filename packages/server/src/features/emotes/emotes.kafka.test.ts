import { Consumer, stringDeserializers } from '@platformatic/kafka'
import { listEmoteCounts, listMoments } from '@stoa/contract/emotes'
import type { RoomId } from '@stoa/contract/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kafka, startKafka } from '../../../../testkit/src/kafka.testing.ts'
import type { Database } from '../../platform/database/database.ts'
import {
  type EmotesNode,
  type EmotesTest,
  entriesOf,
  type Person,
  sendEmote,
  testEmotes,
} from './emotes.testing.ts'

let kafka: Kafka
let town: EmotesTest
beforeAll(async () => {
  ;[kafka, town] = await Promise.all([startKafka(), testEmotes()])
}, 300_000)
afterAll(async () => {
  await town.close()
  await kafka.stop()
})
const patient = { timeout: 60_000 }

/** A database that at some moment is gone for whoever has it, as for a process that was killed. */
function mortal() {
  let dead = false
  return {
    die: () => {
      dead = true
    },
    over: (real: Database): Database => ({
      ...real,
      transaction: (work) => (dead ? Promise.reject(new Error('killed')) : real.transaction(work)),
    }),
  }
}

async function send(
  node: EmotesNode,
  { people, room, each }: { people: Person[]; room: RoomId; each: number },
) {
  for (const person of people) {
    const socket = await node.connect(person)
    await socket.ask('subscribe', { room, after: 0 })
    for (let count = 0; count < each; count += 1) await sendEmote(socket, room, count % 5 === 4 ? '👍' : '🔥')
    socket.close()
  }
}

test('E5: with Kafka a node that dies in the middle of a window costs nothing: each moment once, every emote counted, results told', async () => {
  let now = Date.UTC(2030, 0, 1, 12)
  // How fast a person may send is not what this looks at.
  const settings = { kafkaBrokers: kafka.address, rateLimitScale: '100' }
  const { die, over } = mortal()
  const doomed = await town.node({ clock: () => now, settings, over })
  const host = town.person()
  const people = Array.from({ length: 4 }, () => town.person())
  const room = await doomed.stream(host, people)
  await send(doomed, { people, room, each: 10 })
  const announced = () => entriesOf(town.database, room, 'emote.moment')
  await expect.poll(async () => (await announced()).length, patient).toBe(1)
  die()
  // It takes these and dies with them read and not written.
  await send(doomed, { people, room, each: 5 })
  await doomed.stop()

  const heir = await town.node({ clock: () => now, settings })
  await send(heir, { people, room, each: 10 })
  now += 75_000
  const moments = async () => (await heir.call(host, listMoments, { params: { stream: room } })).moments
  await expect.poll(async () => (await moments()).map(({ final }) => final), patient).toEqual([true])
  expect(await moments()).toMatchObject([{ emote: '🔥', count: 80, total: 100, people: 4 }])
  const counts = await heir.call(host, listEmoteCounts, { params: { stream: room }, query: {} })
  expect(counts).toEqual({ minutes: [{ at: now - 75_000, counts: { '🔥': 80, '👍': 20 } }], dropped: 0 })
  const types = (await announced()).map(({ type }) => type)
  expect(types.filter((type) => type === 'emote.moment')).toHaveLength(1)

  const told = await readTopic(kafka.address, 'aggregated-emote-data')
  expect(new Set(told.map(({ key }) => key))).toEqual(new Set([room]))
  expect(told.at(0)?.value).toMatchObject({ kind: 'moment', stream: room, emote: '🔥', final: false })
  expect(told.filter(({ value }) => value['kind'] === 'minute')).toMatchObject([
    { value: { stream: room, counts: { '🔥': 80, '👍': 20 } } },
  ])
  await heir.stop()
}, 180_000)

/** The records of a topic up to the first closed minute. */
async function readTopic(broker: string, topic: string) {
  const consumer = new Consumer({
    ...{ clientId: 'a-test', groupId: 'a-test', bootstrapBrokers: [broker], autocommit: false },
    deserializers: stringDeserializers,
    maxWaitTime: 200,
  })
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest' })
  const records: { key: string; value: Record<string, unknown> }[] = []
  for await (const { key, value } of stream) {
    const parsed: Record<string, unknown> = JSON.parse(String(value))
    records.push({ key: String(key), value: parsed })
    if (parsed['kind'] === 'minute') break
  }
  await consumer.close(true)
  return records
}
