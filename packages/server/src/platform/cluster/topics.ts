import type { Logger } from 'pino'
import type { Unsubscribe } from './cluster.ts'

type Listener = (message: unknown) => void
interface Subscriber {
  readonly listener: Listener
  active: boolean
}

/** The subscribers of one node, by topic. */
export interface Topics {
  add(topic: string, listener: Listener): Unsubscribe
  /**
   * Gives a message to each subscriber before it returns. What a listener delivers meanwhile comes after, so that all
   * listeners see one order. A listener that throws is logged and hurts no other.
   */
  deliver(topic: string, message: unknown): void
  has(topic: string): boolean
  names(): string[]
  clear(): void
}

/** `emptied` is told of each topic that lost its last subscriber. */
export function createTopics(log: Logger, emptied: (topic: string) => void = () => {}): Topics {
  // Lists are replaced, never changed, so that a delivery under way is not disturbed by who comes or goes meanwhile.
  const topics = new Map<string, readonly Subscriber[]>()
  const waiting: { readonly topic: string; readonly message: unknown }[] = []
  let delivering = false

  function give(topic: string, message: unknown): void {
    for (const subscriber of topics.get(topic) ?? []) {
      if (!subscriber.active) continue
      try {
        subscriber.listener(message)
      } catch (error) {
        log.error({ err: error, topic }, 'a cluster subscriber threw')
      }
    }
  }

  return {
    add(topic, listener) {
      const subscriber: Subscriber = { listener, active: true }
      topics.set(topic, [...(topics.get(topic) ?? []), subscriber])
      return () => {
        if (!subscriber.active) return
        subscriber.active = false
        const left = topics.get(topic)?.filter((other) => other !== subscriber) ?? []
        if (left.length > 0) {
          topics.set(topic, left)
        } else {
          topics.delete(topic)
          emptied(topic)
        }
      }
    },
    deliver(topic, message) {
      if (delivering) {
        waiting.push({ topic, message })
        return
      }
      delivering = true
      give(topic, message)
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        give(next.topic, next.message)
      }
      delivering = false
    },
    has: (topic) => topics.has(topic),
    names: () => [...topics.keys()],
    clear() {
      for (const subscriber of [...topics.values()].flat()) subscriber.active = false
      topics.clear()
    },
  }
}
