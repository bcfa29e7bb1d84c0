import pg from 'pg'
import type { Log } from './database.ts'

/** How long a query may wait for a connection, in milliseconds. */
const CONNECT_TIMEOUT = 5_000
/**
 * How long one query may take, in milliseconds. Kept by this side, because PgBouncer refuses connections that set
 * `statement_timeout` and has no session to set it in.
 */
const QUERY_TIMEOUT = 30_000

export interface PoolOptions {
  /** A URL, or the host and user of a Unix socket. */
  readonly connection: pg.ClientConfig
  readonly size: number
  readonly log: Log
  readonly queryTimeout?: number
}

export function createPool({ connection, size, log, queryTimeout = QUERY_TIMEOUT }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: queryTimeout,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: createTypes(),
  })
  // Without a listener, a connection that breaks while nobody waits on it would end the process.
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection was lost')
  pool.on('error', onError)
  pool.on('connect', (client) => {
    client.on('error', onError)
    endWhenSlow(client)
  })
  return pool
}

/**
 * Ends a connection whose query took too long. `pg` only stops waiting, and the pool would give the connection, still
 * busy, to the next one who asks.
 */
function endWhenSlow(client: pg.PoolClient): void {
  if (!(client instanceof pg.Client)) return
  client.query = new Proxy(client.query, {
    apply(query, self, parameters) {
      const result = Reflect.apply(query, self, parameters)
      if (result instanceof Promise) {
        result.catch((error: unknown) => {
          if (error instanceof Error && error.message === 'Query read timeout') void client.end()
        })
      }
      return result
    },
  })
}

function createTypes(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, toNumber)
  return types
}

/** `bigint` columns as numbers. A value that a number cannot hold exactly is an error, never a wrong value. */
function toNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond 2^53 - 1`)
  return value
}
