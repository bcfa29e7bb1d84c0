import type { Clock } from '../clock/clock.ts'
import type { Counters, Taken } from './cluster.ts'
import { createLapsing } from './lapsing.ts'

/** Fixed windows that begin with a key's first take. What is refused counts too, but never lengthens the window. */
export function createMemoryCounters(clock: Clock): Counters {
  const windows = createLapsing<{ consumed: number; readonly until: number }>(clock)

  return {
    async take(key, { max, seconds, points = 1 }) {
      const now = clock()
      const window = windows.get(key) ?? { consumed: 0, until: now + seconds * 1000 }
      if (window.consumed === 0) windows.set(key, window)
      window.consumed += points
      return taken(max, window.consumed, window.until - now)
    },
    async reset(key) {
      windows.delete(key)
    },
  }
}

/** What a take gives, from all that was taken in this window and the milliseconds it still lasts. */
export function taken(max: number, consumed: number, left: number): Taken {
  const allowed = consumed <= max
  return {
    allowed,
    remaining: Math.max(0, max - consumed),
    retryAfter: allowed ? 0 : Math.max(1, left),
  }
}
