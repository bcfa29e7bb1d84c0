import type { BaseOptions } from '@platformatic/kafka'
import type { Clock } from '../../../../platform/clock/clock.ts'
import type { Log } from '../../../../platform/database/database.ts'
import type { EmoteMetrics } from '../../metrics.ts'
import type { EmoteLog } from '../log.ts'
import { readKafka } from './incoming.ts'
import { createOutgoing } from './outgoing.ts'
import { makeTopics, type Topics, usualTopics } from './topics.ts'

/**
 * The log in Kafka: one topic of what viewers sent and one of what it came to, both keyed by stream. Each partition is read by one node of the
 * consumer group; positions are in the database, with the results. The aggregated topic is told at least once and in order for each stream.
 */
export function createKafkaLog(options: {
  /** Such as `kafka.example.com:9092`. */
  readonly brokers: readonly string[]
  readonly node: string
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Pick<EmoteMetrics, 'lost'>
  readonly topics?: Topics
  readonly group?: string
}): EmoteLog {
  const { brokers, node, clock, log, metrics, topics = usualTopics, group = 'stoa-emotes' } = options
  const base: BaseOptions = {
    clientId: `stoa-${node}`,
    bootstrapBrokers: [...brokers],
    retries: 3,
    connectTimeout: 5000,
  }
  let outgoing: ReturnType<typeof createOutgoing> | null = null
  let made: Promise<void> | null = null
  const out = () => {
    outgoing ??= createOutgoing({ base, topic: topics.raw, log, metrics })
    return outgoing
  }
  /** Tried again at the next need where it failed. */
  const prepare = () => {
    made ??= makeTopics(base, topics).catch((error: unknown) => {
      made = null
      throw error
    })
    return made
  }

  return {
    keeps: true,
    append: (event) => out().append(event),
    async publish(results) {
      await prepare()
      await out().send(
        results.map(({ stream, result }) => ({
          topic: topics.aggregated,
          key: stream,
          value: JSON.stringify({ stream, ...result }),
        })),
      )
    },
    async consume(consumer) {
      // Without its topics a node begins all the same, and reads once they can be made.
      await prepare().catch((error: unknown) =>
        log.warn({ err: error }, 'the topics of emotes cannot be made'),
      )
      return readKafka({ base, topic: topics.raw, group, clock, log, prepare }, consumer)
    },
    close: async () => {
      await outgoing?.close()
    },
  }
}
