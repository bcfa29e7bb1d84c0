import { performance } from 'node:perf_hooks'

/** How long rooms rest between packets because this node has much to do. */
export interface Breath {
  /** Milliseconds; 0 once the node has had time for two seconds. */
  milliseconds(): number
  stop(): void
}

/** How often the load is looked at, in milliseconds. */
const every = 100
/** The share of time that the event loop may be busy: above it rooms rest longer and longer, below it ever shorter. */
const calm = 0.5
/** Milliseconds that the rest of a node that does nothing but work grows by with each look. */
const step = 20
/** Milliseconds that it shrinks by at least with each look at a node that has time. */
const relief = 5
/** Milliseconds of rest at most: nobody sees that something is a tenth of a second old. */
const most = 100

/**
 * Most of what a busy node does is writing to sockets, so the busier it is, the more it gathers for each write, until it has time again: people
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
    const excess = (active / (idle + active) - calm) / (1 - calm)
    const change = excess > 0 ? step * excess : Math.min(-relief, step * excess)
    rest = Math.min(most, Math.max(0, rest + change))
  }, every)
  timer.unref()
  return {
    milliseconds: () => rest,
    stop: () => clearInterval(timer),
  }
}
