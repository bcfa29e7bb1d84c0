import { setTimeout as delay } from 'node:timers/promises'
import { EmoteEvent } from '@stoa/contract/emotes'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Cluster, Unsubscribe } from '../../../platform/cluster/cluster.ts'
import type { Log } from '../../../platform/database/database.ts'
import { every } from '../every.ts'
import type { EmoteMetrics } from '../metrics.ts'
import { hash, holderOf } from './hash.ts'
import { createInbox, type Inbox } from './inbox.ts'
import type { Batch, EmoteLog, LogConsumer, LogRecord, Malformed } from './log.ts'

/** Into how many parts streams are spread over the nodes. */
const shards = Array.from({ length: 16 }, (_, number) => `bus-${number}`)
/** Milliseconds that events gather before they go out, and how many go together. */
const gather = 100
const together = 1000
/** Milliseconds between looks, how long a node counts that was not heard of, and how long an event may be on its way between nodes. */
const pause = 1000
const lease = 6000
const transit = 2000
const members = 'emotes:readers'

/**
 * The log of one process, and of several without Kafka: events go over the bus to the node that reads their shard. Which one that is follows from
 * who is there. It keeps nothing: what a node had not analysed when it died, and what the bus loses, is not counted.
 */
export function createBusLog(options: {
  readonly cluster: Pick<Cluster, 'node' | 'bus' | 'leases'>
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Pick<EmoteMetrics, 'lost'>
}): EmoteLog {
  const { cluster, clock, log, metrics } = options
  const { node, bus, leases } = cluster
  const gathered = new Map<string, EmoteEvent[]>()
  const reading = new Map<string, { readonly inbox: Inbox; readonly unsubscribe: Unsubscribe }>()
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let consumer: LogConsumer | null = null
  let place = 0

  function flush(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    for (const [shard, events] of gathered)
      for (let from = 0; from < events.length; from += together)
        bus.publish(`emotes:${shard}`, new Sent(events.slice(from, from + together)))
    gathered.clear()
  }

  function arrived(inbox: Inbox, message: unknown): void {
    const lost = inbox.put(toBatch(message, () => place++))
    if (lost > 0) metrics.lost.inc(lost)
  }

  async function take(wanted: readonly string[]): Promise<void> {
    const fresh = wanted.filter((shard) => !reading.has(shard))
    if (consumer === null || fresh.length === 0) return
    const readers = await consumer.open(fresh)
    for (const [index, reader] of readers.entries()) {
      const shard = fresh[index] ?? ''
      const inbox = createInbox({
        reader,
        log,
        wait: (milliseconds) => delay(milliseconds, undefined, { signal: stopping.signal, ref: false }),
      })
      const unsubscribe = await bus.subscribe(`emotes:${shard}`, (message) => arrived(inbox, message))
      reading.set(shard, { inbox, unsubscribe })
    }
  }

  async function leave(shard: string): Promise<void> {
    const held = reading.get(shard)
    if (held === undefined) return
    reading.delete(shard)
    held.unsubscribe()
    await held.inbox.end()
  }

  async function look(): Promise<void> {
    await leases.renew([{ key: members, holder: node }], lease)
    const there = await leases.holders(members)
    const now = clock()
    const mine = new Set(
      shards.filter((shard) => holderOf(shard, there.length === 0 ? [node] : there) === node),
    )
    for (const [shard, { inbox }] of [...reading]) if (!mine.has(shard) || !inbox.reads) await leave(shard)
    await take([...mine])
    for (const { inbox } of reading.values()) inbox.quiet(now - transit)
  }

  return {
    keeps: false,
    append(event) {
      const shard = shards[hash(event.stream) % shards.length] ?? ''
      const list = gathered.get(shard)
      if (list === undefined) gathered.set(shard, [event])
      else list.push(event)
      timer ??= setTimeout(flush, gather).unref()
    },
    async consume(by) {
      consumer = by
      await look()
      const stop = every({ pause, log, says: 'the shards of the emote log cannot be looked after' }, look)
      return async () => {
        await stop()
        flush()
        stopping.abort()
        consumer = null
        await leases.release(members, node)
        for (const shard of [...reading.keys()]) await leave(shard)
      }
    },
    async close() {
      flush()
    },
  }
}

/** What goes over the bus. This node's own comes back as it is; another node's as what JSON made of it. */
class Sent {
  readonly events: readonly EmoteEvent[]
  constructor(events: readonly EmoteEvent[]) {
    this.events = events
  }
}

/** What this node sent is known to be right; what others did is looked at. */
function toBatch(message: unknown, place: () => number): Batch {
  if (message instanceof Sent)
    return {
      records: message.events.map(({ stream, user, emote, at }) => ({
        stream,
        user,
        emote,
        at,
        place: place(),
      })),
      malformed: [],
    }
  const events: unknown =
    typeof message === 'object' && message !== null ? Reflect.get(message, 'events') : null
  const records: LogRecord[] = []
  const malformed: Malformed[] = []
  for (const one of Array.isArray(events) ? events : [message]) {
    const read = EmoteEvent.safeParse(one)
    if (read.success) records.push({ ...read.data, place: place() })
    else
      malformed.push({
        place: place(),
        reason: read.error.issues[0]?.message ?? 'not an event',
        record: JSON.stringify(one) ?? String(one),
      })
  }
  return { records, malformed }
}
