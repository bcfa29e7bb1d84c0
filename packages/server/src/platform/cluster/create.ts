import type { Logger } from 'pino'
import type { Clock } from '../clock/clock.ts'
import type { Cluster } from './cluster.ts'
import { createMemoryCluster, type MemoryHub } from './memory.ts'

export interface ClusterOptions {
  /** `redis://` or `rediss://`, Redis 7 or Valkey; without it the cluster is this one process. */
  readonly redisUrl?: string | undefined
  readonly log: Logger
  readonly clock: Clock
  /** Lets several clusters in one process see each other without Redis. */
  readonly hub?: MemoryHub | undefined
}

/** Also resolves where Redis cannot be reached: the node then serves its own users until Redis comes. */
export async function createCluster(options: ClusterOptions): Promise<Cluster> {
  const { redisUrl, log, clock, hub } = options
  if (redisUrl !== undefined) {
    // Loaded only where it is used, as what speaks SMTP and makes pictures is: a start is mostly loading.
    const { createRedisCluster } = await import('./redis/cluster.ts')
    return createRedisCluster({ url: redisUrl, log, clock })
  }
  return createMemoryCluster({ log, clock, ...(hub && { hub }) })
}
