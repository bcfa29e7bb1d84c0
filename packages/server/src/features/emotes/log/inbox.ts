import type { Instant } from '@stoa/contract/http'
import type { Log } from '../../../platform/database/database.ts'
import { type Batch, ShardLost, type ShardReader } from './log.ts'

/**
 * What waits for one reader, given to it in order and one after the other. What it cannot take because the database is away is tried again
 * until it can.
 */
export interface Inbox {
  /** Gives how many of the records found no room. */
  put(batch: Batch): number
  quiet(time: Instant): void
  /** False once another node has the shard. */
  readonly reads: boolean
  /** How many records wait. */
  readonly waiting: number
  /** Resolves once what waits was taken. */
  drained(): Promise<void>
  /** Takes what waits if that goes at once, and ends the reader. */
  end(): Promise<void>
}

/** Records that may wait for one reader: minutes of a busy stream. */
const capacity = 200_000
/** Milliseconds after which what failed is tried again. */
const again = 1000

type Waiting = Batch | { readonly quiet: Instant }

export function createInbox({
  reader,
  log,
  wait,
}: {
  readonly reader: ShardReader
  readonly log: Log
  /** Waits before another try; rejects once there is no use in it. */
  readonly wait: (milliseconds: number) => Promise<void>
}): Inbox {
  const queue: Waiting[] = []
  let waiting = 0
  let reads = true
  let ending = false
  let failing = false
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    for (let next = queue[0]; next !== undefined && reads; next = queue[0]) {
      try {
        if ('quiet' in next) await reader.quiet(next.quiet)
        else {
          await reader.take(next)
          waiting -= next.records.length
        }
        queue.shift()
        failing = false
      } catch (error) {
        if (!(await mayTryAgain(error))) return
      }
    }
  }

  async function mayTryAgain(error: unknown): Promise<boolean> {
    if (error instanceof ShardLost) {
      reads = false
      queue.length = 0
      waiting = 0
      return false
    }
    if (ending) return false
    if (!failing) log.warn({ err: error }, 'emotes cannot be analysed; trying again')
    failing = true
    await wait(again).catch(() => undefined)
    return !ending
  }

  function begin(): void {
    // What is put while it runs is taken in the same run.
    running ??= run().finally(() => {
      running = null
      if (queue.length > 0 && reads && !ending) begin()
    })
  }

  return {
    put(batch) {
      if (!reads || ending) return batch.records.length
      const free = Math.max(0, capacity - waiting)
      const lost = Math.max(0, batch.records.length - free)
      const records = lost === 0 ? batch.records : batch.records.slice(0, free)
      waiting += records.length
      queue.push({ ...batch, records })
      begin()
      return lost
    },
    quiet(time) {
      // One is enough, and the later one says more.
      if (queue.length > 0 && 'quiet' in (queue.at(-1) ?? {}) && queue.length > 1) queue.pop()
      queue.push({ quiet: time })
      begin()
    },
    get reads() {
      return reads
    },
    get waiting() {
      return waiting
    },
    async drained() {
      while (running !== null) await running
    },
    async end() {
      ending = true
      while (running !== null) await running
      await reader.end()
    },
  }
}
