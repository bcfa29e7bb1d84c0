import { randomUUID } from 'node:crypto'
import { Producer, stringSerializers } from '@platformatic/kafka'
import type { RoomId } from '@stoa/contract/http'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Kafka, startKafka } from '../../../../../../testkit/src/kafka.testing.ts'
import { systemClock } from '../../../../platform/clock/clock.ts'
import { createLog } from '../../../../platform/telemetry/log.ts'
import { createEmoteMetrics } from '../../metrics.ts'
import { logContract, numbered, takeNotes } from '../contract.testing.ts'
import { createKafkaLog } from './log.ts'

const log = createLog({ logLevel: 'silent', logFormat: 'json' })
let kafka: Kafka
beforeAll(async () => {
  kafka = await startKafka()
}, 300_000)
afterAll(() => kafka.stop())

/** A log of its own topics and group. */
function medium() {
  const name = randomUUID()
  const topics = { raw: `raw-${name}`, aggregated: `aggregated-${name}` }
  const node = () =>
    createKafkaLog({
      ...{ brokers: [kafka.address], node: randomUUID(), clock: systemClock, log, topics, group: name },
      metrics: createEmoteMetrics(new Registry()),
    })
  return { topics, node }
}

describe('the log of Kafka', () => {
  logContract(async () => {
    const { node } = medium()
    return { node: async () => node(), close: async () => undefined }
  })
})

test('E5: what was read once is read again from the place that the reader says', async () => {
  const { node } = medium()
  const stream = randomUUID() as RoomId
  const first = node()
  const notes = takeNotes()
  const stop = await first.consume(notes)
  for (const event of numbered(stream, 10)) first.append(event)
  await expect.poll(() => notes.taken(stream), { timeout: 60_000 }).toHaveLength(10)
  const taken = notes.happened.flatMap((one) => (one.kind === 'taken' ? [one] : []))
  const [, , , fourth] = taken
  await stop()
  await first.close()
  const again = takeNotes({ from: (shard) => (shard === fourth?.shard ? fourth.event.place : null) })
  const second = node()
  const end = await second.consume(again)
  await expect
    .poll(() => again.taken(stream), { timeout: 60_000 })
    .toEqual(['e3', 'e4', 'e5', 'e6', 'e7', 'e8', 'e9'])
  await end()
  await second.close()
}, 120_000)

test('E7: what others wrote that is no event is given as malformed with its reason, and the rest is taken', async () => {
  const { topics, node } = medium()
  const one = node()
  const notes = takeNotes()
  const stop = await one.consume(notes)
  const stream = randomUUID() as RoomId
  const [good] = numbered(stream, 1)
  const producer = new Producer({
    clientId: 'somebody',
    bootstrapBrokers: [kafka.address],
    serializers: stringSerializers,
    retries: 10,
  })
  const values = ['{', JSON.stringify({ ...good, at: 'noon' }), JSON.stringify(good)]
  await producer.send({ messages: values.map((value) => ({ topic: topics.raw, key: stream, value })) })
  await producer.close()
  await expect.poll(() => notes.taken(stream), { timeout: 60_000 }).toEqual(['e0'])
  expect(notes.happened.flatMap((each) => (each.kind === 'malformed' ? [each.reason] : []))).toEqual([
    'not JSON',
    expect.stringMatching(/^at: /),
  ])
  await stop()
  await one.close()
}, 120_000)
