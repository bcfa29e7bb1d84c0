import { setTimeout as delay } from 'node:timers/promises'
import { type BaseOptions, Producer, stringSerializers } from '@platformatic/kafka'
import type { EmoteEvent } from '@stoa/contract/emotes'
import type { Log } from '../../../../platform/database/database.ts'
import type { EmoteMetrics } from '../../metrics.ts'

interface Keyed {
  readonly topic: string
  readonly key: string
  readonly value: string
}

/** What this node writes to Kafka. */
export interface Outgoing {
  append(event: EmoteEvent): void
  /** Resolves once the brokers have them. */
  send(messages: readonly Keyed[]): Promise<void>
  close(): Promise<void>
}

/** Milliseconds that events gather, how many go together, and how many may wait while the brokers are away. */
const gather = 50
const together = 5000
const capacity = 500_000
/** Milliseconds to get rid of what waits when the node stops. */
const patience = 5000

/**
 * Writes by an idempotent producer: what it tries again is in the log once and in order. While the brokers are away it goes on trying, and what
 * finds no room is lost.
 */
export function createOutgoing(options: {
  readonly base: BaseOptions
  readonly topic: string
  readonly log: Log
  readonly metrics: Pick<EmoteMetrics, 'lost'>
}): Outgoing {
  const { base, topic, log, metrics } = options
  const producer = new Producer({
    ...base,
    serializers: stringSerializers,
    idempotent: true,
    retries: true,
    retryDelay: 500,
  })
  let waiting: Keyed[] = []
  let sending: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const messages = waiting.splice(0, together)
      try {
        await producer.send({ messages })
      } catch (error) {
        metrics.lost.inc(messages.length)
        log.warn({ err: error, lost: messages.length }, 'emotes could not be written to Kafka')
      }
    }
  }

  function begin(): void {
    timer = null
    sending ??= flush().finally(() => {
      sending = null
      if (waiting.length > 0) begin()
    })
  }

  return {
    append(event) {
      if (waiting.length >= capacity) return metrics.lost.inc()
      waiting.push({ topic, key: event.stream, value: JSON.stringify(event) })
      if (sending === null) timer ??= setTimeout(begin, gather).unref()
    },
    async send(messages) {
      await producer.send({ messages: [...messages] })
    },
    async close() {
      if (timer !== null) clearTimeout(timer)
      begin()
      const gone = new AbortController()
      await Promise.race([
        sending,
        delay(patience, undefined, { signal: gone.signal }).catch(() => undefined),
      ])
      gone.abort()
      if (waiting.length > 0) {
        metrics.lost.inc(waiting.length)
        log.warn({ lost: waiting.length }, 'emotes could not be written to Kafka before the end')
        waiting = []
      }
      await producer.close(true)
    },
  }
}
