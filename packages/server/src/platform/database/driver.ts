import {
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import type pg from 'pg'
import { toFault } from './trouble.ts'

/** Kysely's PostgreSQL on a pool, where a database that does not answer is a Fault UNAVAILABLE whatever was asked of it. */
export function createDialect(pool: pg.Pool): Dialect {
  return {
    createDriver: () => new FaultDriver({ pool }),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class FaultDriver extends PostgresDriver {
  /** Kysely keeps one connection object for each of the pool's clients. */
  readonly #translating = new WeakSet<DatabaseConnection>()

  override async acquireConnection(
    ...options: Parameters<PostgresDriver['acquireConnection']>
  ): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection(...options).catch(rethrow)
    if (!this.#translating.has(connection)) {
      this.#translating.add(connection)
      const execute = connection.executeQuery.bind(connection)
      // Kysely begins, commits and rolls back through this function too.
      connection.executeQuery = <R>(...query: Parameters<typeof execute>) =>
        execute<R>(...query).catch(rethrow)
    }
    return connection
  }
}

function rethrow(error: unknown): never {
  throw toFault(error)
}
