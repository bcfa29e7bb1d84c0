import { setImmediate as turn } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Bus } from '../cluster.ts'
import { createTopics } from '../topics.ts'
import type { RedisConnection } from './connection.ts'

/** Characters on their way to a Redis that does not answer; past them messages to other nodes are dropped. */
const mostUnderWay = 16 * 1024 * 1024
/** Channels named in one SUBSCRIBE, so that none blocks Redis for long. */
const channelsAtOnce = 1_000

/**
 * One channel per topic. All that is published on a topic within one turn of the event loop is one frame,
 * `<node> <JSON array of messages>`, and all frames of a turn are one write. This node's subscribers were given its
 * messages when they were published, so it drops its own frames when Redis echoes them.
 */
export function createRedisBus(options: {
  readonly connection: RedisConnection
  readonly node: string
  readonly prefix: string
  readonly log: Logger
}): { readonly bus: Bus; flush(): Promise<void>; close(): void } {
  const { connection, node, log } = options
  const { publisher, subscriber } = connection
  const prefix = `${options.prefix}bus:`
  const ownFrame = `${node} `

  const topics = createTopics(log, (topic) => void changed(topic))
  const outgoing = new Map<string, string[]>()
  let scheduled = false
  let underWay = 0

  function enqueue(topic: string, message: unknown): void {
    if (publisher.status !== 'ready' || !hasRoom()) return
    try {
      const text = JSON.stringify(message) ?? 'null'
      underWay += text.length
      const texts = outgoing.get(topic)
      if (texts === undefined) outgoing.set(topic, [text])
      else texts.push(text)
    } catch (error) {
      log.error({ err: error, topic }, 'a message cannot be put into JSON')
    }
    if (scheduled) return
    scheduled = true
    void turn().then(flush)
  }

  function hasRoom(): boolean {
    if (underWay < mostUnderWay) return true
    connection.refused('Redis does not keep up: messages to other nodes are dropped', undefined)
    return false
  }

  async function flush(): Promise<void> {
    scheduled = false
    if (outgoing.size === 0) return
    const pipeline = publisher.pipeline()
    let size = 0
    for (const [topic, texts] of outgoing) {
      const list = texts.join(',')
      size += list.length + 1 - texts.length
      pipeline.publish(prefix + topic, `${ownFrame}[${list}]`)
    }
    outgoing.clear()
    try {
      const results = await pipeline.exec()
      const error = results?.find(([failure]) => failure !== null)?.[0]
      if (error) throw error
    } catch (error) {
      connection.refused('messages to other nodes were lost', error)
    } finally {
      underWay -= size
    }
  }

  subscriber.on('message', (channel: string, frame: string) => {
    if (frame.startsWith(ownFrame)) return
    try {
      const messages: unknown = JSON.parse(frame.slice(frame.indexOf(' ') + 1))
      if (!Array.isArray(messages)) throw new TypeError('not a list of messages')
      for (const message of messages) topics.deliver(channel.slice(prefix.length), message)
    } catch (error) {
      log.warn({ err: error, channel }, 'what came on a channel of the cluster is not from a node')
    }
  })

  // What Redis was asked to send on this connection, with its confirmation.
  const asked = new Map<string, Promise<unknown>>()
  const unsettled = new Set<string>()
  let settling: Promise<void> | undefined

  /** Resolves once Redis knows, or is away and will be told when it is back. */
  function changed(topic: string): Promise<void> {
    unsettled.add(topic)
    settling ??= turn().then(async () => {
      settling = undefined
      const names = [...unsettled]
      unsettled.clear()
      await settle(names).catch(connection.failed)
    })
    return settling
  }

  async function settle(names: readonly string[]): Promise<void> {
    if (subscriber.status !== 'ready') return
    const gone = names.filter((name) => !topics.has(name) && asked.delete(name))
    const wanted = names.filter((name) => topics.has(name))
    const fresh = wanted.filter((name) => !asked.has(name))
    const answers: Promise<unknown>[] = []
    for (const some of chunks(gone)) answers.push(subscriber.unsubscribe(...some.map(channelOf)))
    for (const some of chunks(fresh)) {
      const confirmed = subscriber.subscribe(...some.map(channelOf))
      answers.push(confirmed)
      for (const name of some) asked.set(name, confirmed)
    }
    await Promise.all([...answers, ...wanted.map((name) => asked.get(name))])
  }

  function channelOf(topic: string): string {
    return prefix + topic
  }

  subscriber.on('close', () => asked.clear())
  connection.beforeConnected(() => settle(topics.names()))

  return {
    bus: {
      publish(topic, message) {
        enqueue(topic, message)
        topics.deliver(topic, message)
      },
      async subscribe(topic, listener) {
        const unsubscribe = topics.add(topic, listener)
        await changed(topic)
        return unsubscribe
      },
    },
    flush,
    close: () => topics.clear(),
  }
}

function chunks<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / channelsAtOnce) }, (_, index) =>
    list.slice(index * channelsAtOnce, (index + 1) * channelsAtOnce),
  )
}
