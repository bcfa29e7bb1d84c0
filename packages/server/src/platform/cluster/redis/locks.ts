import { randomUUID } from 'node:crypto'
import { Fault } from '@stoa/contract/http'
import type { Locks } from '../cluster.ts'
import type { RedisConnection } from './connection.ts'

// Only its holder may end a lock: after a lapse it can be another's.
const releaseOwn = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`

/** Locks in one Redis. Rejects with a Fault UNAVAILABLE while Redis is away: two nodes must not both think they have it. */
export function createRedisLocks(options: {
  readonly connection: RedisConnection
  readonly prefix: string
}): Locks {
  const { connection } = options
  const { commands } = connection
  const prefix = `${options.prefix}lock:`

  async function set(key: string, token: string, milliseconds: number): Promise<boolean> {
    try {
      return (await commands.set(key, token, 'PX', milliseconds, 'NX')) === 'OK'
    } catch (error) {
      throw new Fault('UNAVAILABLE', undefined, { cause: error })
    }
  }

  return {
    async acquire(name, milliseconds) {
      const key = prefix + name
      const token = randomUUID()
      if (!(await set(key, token, milliseconds))) return null
      return {
        async release() {
          try {
            await commands.eval(releaseOwn, 1, key, token)
          } catch (error) {
            connection.refused('a lock could not be released and will lapse', error)
          }
        },
      }
    },
  }
}
