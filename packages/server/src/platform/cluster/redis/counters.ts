import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Counters } from '../cluster.ts'
import { taken } from '../counters.ts'
import type { RedisConnection } from './connection.ts'

/** Counts in Redis, in whole seconds; while Redis is away `own` counts for this node alone. */
export function createRedisCounters(options: {
  readonly connection: RedisConnection
  readonly own: Counters
  readonly prefix: string
}): Counters {
  const { connection, own, prefix } = options
  // It only counts. Each take has its own limit, so refusing is decided here and the limiter's is out of reach.
  const limiter = new RateLimiterRedis({
    storeClient: connection.commands,
    keyPrefix: `${prefix}count`,
    points: Number.MAX_SAFE_INTEGER,
    duration: 60,
  })

  async function unlessAway<T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      connection.refused('Redis refused to count', error)
      return otherwise()
    }
  }

  return {
    take(key, limit) {
      return unlessAway(
        async () => {
          const { max, seconds, points = 1 } = limit
          const window = await limiter.consume(key, points, { customDuration: Math.ceil(seconds) })
          return taken(max, window.consumedPoints, window.msBeforeNext)
        },
        () => own.take(key, limit),
      )
    },
    async reset(key) {
      await own.reset(key)
      await unlessAway(
        async () => void (await limiter.delete(key)),
        async () => {},
      )
    },
  }
}
