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

/** Asked of any server process that was started with this file preloaded. */
export type Meter = {
  readonly usage: (how: { readonly collect: boolean }) => Usage
}

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
}

// Worker threads preload what their process does.
if (isMainThread) answerCalls(meter)
