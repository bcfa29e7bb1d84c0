import type { Clock } from '../../../platform/clock/clock.ts'
import type { Log } from '../../../platform/database/database.ts'
import type { Malformed } from '../log/log.ts'
import type { EmoteMetrics } from '../metrics.ts'

/** Records of a shard that are no events (E7): counted, told of once a minute, and kept until they are written. */
export interface Aside {
  readonly waiting: readonly Malformed[]
  put(malformed: readonly Malformed[]): void
  /** Tells of what was not told yet, once a minute has passed. */
  complain(): void
  /** The first so many are written. */
  written(count: number): void
}

/** Milliseconds between lines of the log. */
const pause = 60_000

export function createAside({
  shard,
  clock,
  log,
  metrics,
}: {
  readonly shard: string
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Pick<EmoteMetrics, 'malformed'>
}): Aside {
  const waiting: Malformed[] = []
  let unsaid = { records: 0, reason: '' }
  let complainedAt = Number.NEGATIVE_INFINITY

  function complain(): void {
    if (unsaid.records === 0 || clock() - complainedAt < pause) return
    complainedAt = clock()
    log.warn({ shard, ...unsaid }, 'records of the emote log are no events and were set aside')
    unsaid = { records: 0, reason: '' }
  }

  return {
    waiting,
    complain,
    put(malformed) {
      const last = malformed.at(-1)
      if (last === undefined) return
      waiting.push(...malformed)
      metrics.malformed.inc(malformed.length)
      unsaid = { records: unsaid.records + malformed.length, reason: last.reason }
      complain()
    },
    written: (count) => void waiting.splice(0, count),
  }
}
