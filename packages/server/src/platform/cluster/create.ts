import type { Logger } from 'pino'
import type { Clock } from '../clock/clock.ts'
import type { Cluster } from './cluster.ts'
import { createMemoryCluster, type MemoryHub } from './memory.ts'

export interface ClusterOptions {
  /** `redis://` or `rediss://`; without it the cluster is this one process. */
  readonly redisUrl?: string
  readonly log: Logger
  readonly clock: Clock
  /** Lets several clusters in one process see each other without Redis. */
  readonly hub?: MemoryHub
  /** The node's name, random unless given. */
  readonly node?: string
}

export async function createCluster(options: ClusterOptions): Promise<Cluster> {
  return createMemoryCluster(options)
}
