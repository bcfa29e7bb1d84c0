import type { LeaseBook } from '../book.ts'
import type { Leases } from '../cluster.ts'
import type { RedisConnection } from './connection.ts'

// One sorted set per key: holders by the time they lapse, in milliseconds of Redis's own clock, so that the clocks of
// nodes may differ. The key itself expires with its last holder.
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`

const holdEach = `${now}
local milliseconds = tonumber(ARGV[1])
local fresh = 0
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  fresh = redis.call('ZADD', key, now + milliseconds, ARGV[i + 1])
  if redis.call('PTTL', key) < milliseconds then redis.call('PEXPIRE', key, milliseconds) end
end
return fresh`

const holdersOf = `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, -1)`

/** Leases renewed in one script, so that none blocks Redis for long. */
const leasesAtOnce = 500

/**
 * Leases all nodes see. `own` also keeps what this node holds: while Redis is away that is all it knows. What Redis lost
 * is back after the next `renew`.
 */
export function createRedisLeases(options: {
  readonly connection: RedisConnection
  readonly own: LeaseBook
  readonly prefix: string
}): Leases {
  const { connection, own } = options
  const { commands } = connection
  const prefix = `${options.prefix}lease:`

  async function unlessAway<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      connection.refused('Redis refused a lease', error)
      return otherwise
    }
  }

  function hold(leases: readonly { key: string; holder: string }[], milliseconds: number): Promise<unknown> {
    const keys = leases.map(({ key }) => prefix + key)
    const holders = leases.map(({ holder }) => holder)
    return commands.eval(holdEach, keys.length, ...keys, milliseconds, ...holders)
  }

  return {
    async hold(key, holder, milliseconds) {
      const fresh = own.hold(key, holder, milliseconds)
      return unlessAway(async () => (await hold([{ key, holder }], milliseconds)) === 1, fresh)
    },
    async renew(leases, milliseconds) {
      for (const { key, holder } of leases) own.hold(key, holder, milliseconds)
      for (let from = 0; from < leases.length; from += leasesAtOnce) {
        await unlessAway(() => hold(leases.slice(from, from + leasesAtOnce), milliseconds), undefined)
      }
    },
    async release(key, holder) {
      own.release(key, holder)
      await unlessAway(() => commands.zrem(prefix + key, holder), 0)
    },
    async holders(key) {
      return unlessAway(
        async () => asStrings(await commands.eval(holdersOf, 1, prefix + key)),
        own.holders(key),
      )
    },
  }
}

function asStrings(reply: unknown): string[] {
  if (!Array.isArray(reply)) throw new TypeError('Redis gave no list of holders')
  return reply.map(String)
}
