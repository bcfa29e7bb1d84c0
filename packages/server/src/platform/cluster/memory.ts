import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Clock } from '../clock/clock.ts'
import { createLeaseBook, type LeaseBook } from './book.ts'
import type { Bus, Cluster, Counters, Leases, Locks } from './cluster.ts'
import { createMemoryCounters } from './counters.ts'
import { createLapsing, type Lapsing } from './lapsing.ts'
import { createTopics, type Topics } from './topics.ts'

/** What several nodes in one process share. Each cluster has its own unless it is given one. */
export interface MemoryHub {
  readonly nodes: Set<Topics>
  readonly leases: LeaseBook
  readonly locks: Lapsing<{ readonly until: number }>
  readonly counters: Counters
}

export function createMemoryHub(clock: Clock): MemoryHub {
  return {
    nodes: new Set(),
    leases: createLeaseBook(clock),
    locks: createLapsing(clock),
    counters: createMemoryCounters(clock),
  }
}

/** The cluster of one process: nothing to reach, nothing to lose, and all time is the clock's. */
export function createMemoryCluster(options: {
  readonly log: Logger
  readonly clock: Clock
  readonly hub?: MemoryHub
}): Cluster {
  const { log, clock, hub = createMemoryHub(clock) } = options
  const topics = createTopics(log)
  hub.nodes.add(topics)

  return {
    node: randomUUID(),
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
      for (const other of hub.nodes) {
        if (other !== own && other.has(topic)) send(other, topic, message)
      }
      own.deliver(topic, message)
    },
    async subscribe(topic, listener) {
      return own.add(topic, listener)
    },
  }

  /** Later, as from a network, and each with its own copy. */
  function send(node: Topics, topic: string, message: unknown): void {
    try {
      const text = JSON.stringify(message) ?? 'null'
      queueMicrotask(() => node.deliver(topic, JSON.parse(text)))
    } catch (error) {
      log.error({ err: error, topic }, 'a message cannot be put into JSON')
    }
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
      if (locks.get(key) !== undefined) return null
      const mine = { until: clock() + milliseconds }
      locks.set(key, mine)
      return {
        async release() {
          if (locks.get(key) === mine) locks.delete(key)
        },
      }
    },
  }
}
