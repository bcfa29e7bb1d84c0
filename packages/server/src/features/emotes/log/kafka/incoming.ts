import { setTimeout as delay } from 'node:timers/promises'
import { type BaseOptions, Consumer, type Message, type MessagesStream } from '@platformatic/kafka'
import { EmoteEvent } from '@stoa/contract/emotes'
import type { Clock } from '../../../../platform/clock/clock.ts'
import type { Log } from '../../../../platform/database/database.ts'
import { every } from '../../every.ts'
import { createInbox, type Inbox } from '../inbox.ts'
import type { LogConsumer, LogRecord, Malformed } from '../log.ts'

type Bytes = Message<Buffer, Buffer, Buffer, Buffer>
type Stream = MessagesStream<Buffer, Buffer, Buffer, Buffer>

/** One partition that this node reads. */
interface Partition {
  readonly inbox: Inbox
  /** The next offset wanted. */
  next: number
  records: LogRecord[]
  malformed: Malformed[]
}

export interface IncomingOptions {
  readonly base: BaseOptions
  readonly topic: string
  readonly group: string
  readonly clock: Clock
  readonly log: Log
  /** Makes the topics where they are not there. */
  readonly prepare: () => Promise<void>
}

/** Milliseconds between looks, and that an event may take until it is in the log. */
const pause = 1000
const transit = 2000
/** Records that may wait for one reader before no more are fetched. */
const enough = 20_000

/**
 * Reads the partitions that the consumer group gives this node. Where each is begun is what its reader says, which is what the database has:
 * nothing is committed to Kafka. At each rebalance the stream is made anew.
 */
export function readKafka(options: IncomingOptions, consumer: LogConsumer): () => Promise<void> {
  const { base, topic, group, clock, log } = options
  const stopping = new AbortController()
  const partitions = new Map<number, Partition>()
  let kafka: Consumer | null = null
  let stream: Stream | null = null
  let topicId = ''
  /** The assignment changed, or the stream broke: what is read must be sorted anew. */
  let stale = true
  let flushing = false

  async function join(): Promise<Consumer> {
    const joined = new Consumer({
      ...base,
      groupId: group,
      autocommit: false,
      maxWaitTime: 500,
      sessionTimeout: 15_000,
      rebalanceTimeout: 30_000,
      heartbeatInterval: 1000,
    })
    joined.on('consumer:group:join', () => {
      stale = true
    })
    joined.on('error', (error: Error) => {
      log.warn({ err: error }, 'the consumer of emotes failed; it begins anew')
      if (kafka === joined) kafka = null
      void joined.close(true).catch(() => undefined)
    })
    try {
      joined.topics.track(topic)
      await joined.joinGroup({})
    } catch (error) {
      await joined.close(true).catch(() => undefined)
      throw error
    }
    stale = true
    return joined
  }

  const shardOf = (partition: number) => `${topic}/${topicId}/${partition}`

  async function arrange(by: Consumer): Promise<void> {
    await stream?.close()
    stream = null
    const mine = new Set(by.assignments?.find((one) => one.topic === topic)?.partitions ?? [])
    for (const [partition, { inbox }] of partitions)
      if (!mine.has(partition) || !inbox.reads) {
        partitions.delete(partition)
        await inbox.end()
      }
    topicId = (await by.metadata({ topics: [topic] })).topics.get(topic)?.id ?? ''
    const oldest = (await by.listOffsets({ topics: [topic], timestamp: -2n })).get(topic) ?? []
    const newest = (await by.listOffsets({ topics: [topic] })).get(topic) ?? []
    for (const partition of mine)
      if (!partitions.has(partition)) {
        const least = Number(oldest[partition] ?? 0n)
        partitions.set(partition, await open(partition, { least, most: Number(newest[partition] ?? 0n) }))
      }
    if (mine.size === 0) return
    const begun = await by.consume({
      topics: [topic],
      mode: 'manual',
      autocommit: false,
      maxWaitTime: 500,
      offsets: [...partitions].map(([partition, { next }]) => ({ topic, partition, offset: BigInt(next) })),
    })
    begun.on('data', take)
    begun.on('error', (error) => {
      if (stream !== begun) return
      log.warn({ err: error }, 'emotes could not be read from Kafka; trying again')
      stream = null
      stale = true
    })
    stream = begun
  }

  /** Of what is wanted the broker may have forgotten the oldest, or never have heard. */
  async function open(
    partition: number,
    kept: { readonly least: number; readonly most: number },
  ): Promise<Partition> {
    const [reader] = await consumer.open([shardOf(partition)])
    if (reader === undefined) throw new Error('a shard got no reader')
    const from = reader.from ?? kept.least
    const inbox = createInbox({
      reader,
      log,
      wait: (milliseconds) => delay(milliseconds, undefined, { signal: stopping.signal, ref: false }),
    })
    const next = from < kept.least || from > kept.most ? kept.least : from
    return { inbox, next, records: [], malformed: [] }
  }

  function take({ partition, offset, value }: Bytes): void {
    const held = partitions.get(partition)
    const place = Number(offset)
    // What another stream brought already, or what is another node's by now.
    if (held === undefined || place < held.next) return
    held.next = place + 1
    const read = decode(value)
    if ('event' in read) held.records.push({ ...read.event, place })
    else held.malformed.push({ ...read, place })
    if (flushing) return
    flushing = true
    setImmediate(flush)
  }

  function flush(): void {
    flushing = false
    for (const held of partitions.values()) {
      const { records, malformed, inbox } = held
      if (records.length + malformed.length === 0) continue
      held.records = []
      held.malformed = []
      inbox.put({ records, malformed })
      if (inbox.waiting > enough) hold(inbox)
    }
  }

  /** Fetches no more until it has taken what waits. */
  function hold(inbox: Inbox): void {
    const held = stream
    held?.pause()
    void inbox.drained().then(() => {
      if (held !== null && held === stream) held.resume()
    })
  }

  /** A partition that was read to its end has nothing older than what may still be on its way. */
  async function tellQuiet(by: Consumer): Promise<void> {
    const now = clock()
    const ends = (await by.listOffsets({ topics: [topic] })).get(topic) ?? []
    flush()
    for (const [partition, { inbox, next }] of partitions)
      if (next >= Number(ends[partition] ?? 0n)) inbox.quiet(now - transit)
  }

  async function look(): Promise<void> {
    await options.prepare()
    kafka ??= await join()
    const by = kafka
    if (stale || [...partitions.values()].some(({ inbox }) => !inbox.reads)) {
      stale = false
      await arrange(by).catch((error: unknown) => {
        stale = true
        throw error
      })
    }
    await tellQuiet(by)
  }

  const stop = every({ pause, log, says: 'emotes cannot be read from Kafka' }, look)
  return async () => {
    await stop()
    const closing = stream
    stream = null
    await closing?.close()
    flush()
    stopping.abort()
    for (const { inbox } of partitions.values()) await inbox.end()
    partitions.clear()
    await kafka?.close(true)
    kafka = null
  }
}

/** Anybody may write to a topic: what is no event is set aside with the reason (E7). */
function decode(value: Buffer | null | undefined): { readonly event: EmoteEvent } | Omit<Malformed, 'place'> {
  const record = value?.toString() ?? ''
  let parsed: unknown
  try {
    parsed = JSON.parse(record)
  } catch {
    return { reason: 'not JSON', record }
  }
  const read = EmoteEvent.safeParse(parsed)
  if (read.success) return { event: read.data }
  const [issue] = read.error.issues
  return { reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not an event'}`, record }
}
