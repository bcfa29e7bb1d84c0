import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Clock } from '../clock/clock.ts'
import { createLeaseBook, type LeaseBook } from './book.ts'
import type { Bus, Cluster, Counters, Leases, Locks } from './cluster.ts'
import { createMemoryCounters } from './counters.ts'
import { createTopics, type Topics } from './topics.ts'

/** What several nodes in one process share. Each cluster has its own unless it is given one. */
export interface MemoryHub {
  readonly nodes: Set<Topics>
  readonly leases: LeaseBook
  readonly locks: Map<string, { readonly until: number }>
  readonly counters: Counters
}

export function createMemoryHub(clock: Clock): MemoryHub {
  return {
    nodes: new Set(),
    leases: createLeaseBook(clock),
    locks: new Map(),
    counters: createMemoryCounters(),
  }
}

/** The cluster of one process: nothing to reach, nothing to lose. Leases and locks lapse by `clock`, counters by real time. */
export function createMemoryCluster(options: {
  readonly log: Logger
  readonly clock: Clock
  readonly hub?: MemoryHub
  readonly node?: string
}): Cluster {
  const { log, clock, node = randomUUID() } = options
  const hub = options.hub ?? createMemoryHub(clock)
  const topics = createTopics({ log })
  hub.nodes.add(topics)

  return {
    node,
    bus: createBus(hub, topics, log),
    leases: createLeases(hub.leases),
    locks: createLocks(hub.locks, clock),
    counters: hub.counters,
    connected: () => true,
    onReconnect: () => () => {},
    async check() {},
    async close() {
      hub.nodes.delete(topics)
      topics.clear()
    },
  }
}

function createBus(hub: MemoryHub, own: Topics, log: Logger): Bus {
  return {
    publish(topic, message) {
      own.deliver(topic, message)
      const others = [...hub.nodes].filter((topics) => topics !== own && topics.has(topic))
      if (others.length === 0) return
      try {
        const text = JSON.stringify(message) ?? 'null'
        // Later, as from a network, and each with its own copy.
        for (const topics of others) queueMicrotask(() => topics.deliver(topic, JSON.parse(text)))
      } catch (error) {
        log.error({ err: error, topic }, 'a message could not be put into JSON')
      }
    },
    async subscribe(topic, listener) {
      return own.add(topic, listener)
    },
  }
}

function createLeases(book: LeaseBook): Leases {
  return {
    hold: async (key, holder, milliseconds) => book.hold(key, holder, milliseconds),
    async renew(leases, milliseconds) {
      for (const { key, holder } of leases) book.hold(key, holder, milliseconds)
    },
    release: async (key, holder) => book.release(key, holder),
    holders: async (key) => book.holders(key),
  }
}

function createLocks(locks: MemoryHub['locks'], clock: Clock): Locks {
  return {
    async acquire(key, milliseconds) {
      const now = clock()
      const there = locks.get(key)
      if (there !== undefined && there.until > now) return null
      const mine = { until: now + milliseconds }
      locks.set(key, mine)
      return {
        async release() {
          if (locks.get(key) === mine) locks.delete(key)
        },
      }
    },
  }
}
