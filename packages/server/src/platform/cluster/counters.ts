import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Counters } from './cluster.ts'

/** Refusing is decided here, by each take's own limit; the limiter below only counts, so it is given no limit that could be met. */
export const counting = { points: Number.MAX_SAFE_INTEGER, duration: 60 }

export function createMemoryCounters(): Counters {
  return countersOver(new RateLimiterMemory(counting))
}

/** Fixed windows that begin with a key's first take. What is refused counts too, but never lengthens the window. */
export function countersOver(limiter: RateLimiterAbstract): Counters {
  return {
    async take(key, { max, seconds, points = 1 }) {
      const window = await count(limiter, key, points, seconds)
      const allowed = window.consumedPoints <= max
      return {
        allowed,
        remaining: Math.max(0, max - window.consumedPoints),
        retryAfter: allowed ? 0 : Math.max(1, window.msBeforeNext),
      }
    },
    async reset(key) {
      await limiter.delete(key)
    },
  }
}

async function count(
  limiter: RateLimiterAbstract,
  key: string,
  points: number,
  seconds: number,
): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key, points, { customDuration: seconds })
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused
    throw refused
  }
}
