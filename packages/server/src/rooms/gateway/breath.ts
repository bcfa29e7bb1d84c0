import { performance } from 'node:perf_hooks'

/** How long rooms rest between packets because this node has much to do. */
export interface Breath {
  /** Milliseconds; 0 while the node has time. */
  milliseconds(): number
  stop(): void
}

/** How often the load is looked at, in milliseconds. */
const every = 100
/** The share of time that the event loop may be busy before rooms begin to rest. */
const calm = 0.5
/** Milliseconds of rest on a node that does nothing but work. */
const most = 40

/**
 * Most of what a busy node does is writing to sockets, so the busier it was in the last moment, the more it gathers for each write: people
 * read a little later, but nobody waits for a node that cannot keep up.
 */
export function createBreath(utilization = () => performance.eventLoopUtilization()): Breath {
  let before = utilization()
  let rest = 0
  const timer = setInterval(() => {
    const now = utilization()
    const idle = now.idle - before.idle
    const active = now.active - before.active
    before = now
    rest = most * Math.max(0, (active / (idle + active) - calm) / (1 - calm))
  }, every)
  timer.unref()
  return {
    milliseconds: () => rest,
    stop: () => clearInterval(timer),
  }
}
