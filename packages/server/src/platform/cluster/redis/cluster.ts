import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Clock } from '../../clock/clock.ts'
import { createLeaseBook } from '../book.ts'
import type { Cluster } from '../cluster.ts'
import { createMemoryCounters } from '../counters.ts'
import { createRedisBus } from './bus.ts'
import { openRedis } from './connection.ts'
import { createRedisCounters } from './counters.ts'
import { createRedisLeases } from './leases.ts'
import { createRedisLocks } from './locks.ts'

const prefix = 'stoa:'

/**
 * The cluster of all nodes at one Redis. Waits up to two seconds for it, then goes on without: while Redis is away this
 * node serves its own users alone, and tries to reach Redis again for ever.
 */
export async function createRedisCluster(options: {
  readonly url: string
  readonly log: Logger
  readonly clock: Clock
}): Promise<Cluster> {
  const { url, log, clock } = options
  const node = randomUUID()
  const connection = openRedis({ url, log, clock })
  const { bus, flush, close } = createRedisBus({ connection, node, prefix, log })
  await connection.settled(2_000)

  return {
    node,
    bus,
    leases: createRedisLeases({ connection, own: createLeaseBook(clock), prefix }),
    locks: createRedisLocks({ connection, prefix }),
    counters: createRedisCounters({ connection, own: createMemoryCounters(clock), prefix }),
    connected: connection.connected,
    onReconnect: connection.onReconnect,
    check: connection.check,
    async close() {
      close()
      await flush()
      await connection.close()
    },
  }
}
