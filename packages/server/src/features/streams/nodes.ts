import type { Clock } from '../../platform/clock/clock.ts'
import type { Cluster } from '../../platform/cluster/cluster.ts'

/** Which nodes there are. */
export interface Nodes {
  /** Their names, this one's included; null while that cannot be known. */
  alive(): Promise<ReadonlySet<string> | null>
  /** Says that this node is there; returns how to end it. */
  start(): Promise<() => Promise<void>>
}

const key = 'streams:nodes'
/** Milliseconds after which a node that says nothing is gone, as a viewer who vanishes (S5), and between its words. */
const lease = 9_000
const every = 3_000

export function createNodes({
  cluster,
  clock,
}: {
  readonly cluster: Pick<Cluster, 'node' | 'leases' | 'connected' | 'onReconnect'>
  readonly clock: Clock
}): Nodes {
  const { node, leases } = cluster
  let knownFrom = 0
  return {
    async alive() {
      // Where Redis lost everything, others need a while to say again that they are there.
      if (!cluster.connected() || clock() < knownFrom) return null
      return new Set([node, ...(await leases.holders(key))])
    },
    async start() {
      await leases.hold(key, node, lease)
      const renewing = setInterval(() => void leases.renew([{ key, holder: node }], lease), every)
      renewing.unref()
      const forget = cluster.onReconnect(() => {
        knownFrom = clock() + lease
      })
      return async () => {
        clearInterval(renewing)
        forget()
        await leases.release(key, node)
      }
    },
  }
}
