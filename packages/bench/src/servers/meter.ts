import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import { answerCalls } from '../frame/child.ts'

/** What a server process has used and holds. Times in seconds, sizes in bytes. */
export interface Usage {
  /** Processor time of the whole process: its threads, the embedded database's among them. */
  readonly cpu: number
  /** Processor time of the main thread alone. */
  readonly mainCpu: number
  readonly resident: number
  /** What JavaScript and its buffers hold, after a collection where one was asked for. */
  readonly held: number
}

/** How late the main thread's event loop was, in milliseconds. */
export interface LoopDelay {
  readonly p99: number
  readonly max: number
}

/** Asked of any server process that was started with this file preloaded. */
export type Meter = {
  readonly usage: (how: { readonly collect: boolean }) => Usage
  /** Since it was asked last. */
  readonly loopDelay: () => LoopDelay
}

/** Milliseconds between looks, which the histogram counts as delay. */
const resolution = 1
const histogram = monitorEventLoopDelay({ resolution })

const meter: Meter = {
  usage({ collect }) {
    if (collect) for (let round = 0; round < 3; round++) globalThis.gc?.()
    const { userCPUTime, systemCPUTime } = process.resourceUsage()
    const main = process.threadCpuUsage()
    const { rss, heapUsed, external } = process.memoryUsage()
    return {
      cpu: (userCPUTime + systemCPUTime) / 1e6,
      mainCpu: (main.user + main.system) / 1e6,
      resident: rss,
      held: heapUsed + external,
    }
  },
  loopDelay() {
    histogram.enable()
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution)
    const delay = { p99: late(histogram.percentile(99)), max: late(histogram.max) }
    histogram.reset()
    return delay
  },
}

// Worker threads preload what their process does.
if (isMainThread) answerCalls(meter)
