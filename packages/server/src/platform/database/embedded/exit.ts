import type { PGlite } from '@electric-sql/pglite'

/** What PostgreSQL's loop leaves with when a query failed and the next may come. */
const QUERY_FAILED = 100

/**
 * Ends this thread when PostgreSQL ends: on a full disk, a lost file or a client that breaks the protocol it exits or
 * aborts. PGlite does not see that and would call the dead engine again for ever.
 */
export function exitWithPostgres(db: PGlite): void {
  const engine = db.Module
  const runOnce = engine._PostgresMainLoopOnce
  engine._PostgresMainLoopOnce = () => {
    try {
      runOnce()
    } catch (error) {
      if (statusOf(error) !== QUERY_FAILED) process.exit(1)
      throw error
    }
  }
}

function statusOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
}
