import type { Log } from '../database.ts'

export interface VacuumOptions {
  execute<Row extends object>(text: string): Promise<{ rows: Row[] }>
  readonly log: Log
}

/** Autovacuum's own thresholds, looked at as often as it does. */
const EVERY = 60_000

const DUE = `
  SELECT format('%I.%I', schemaname, relname) AS name,
         n_dead_tup > 50 + 0.2 * size OR age(relfrozenxid) > 150000000 AS vacuum
  FROM (
    SELECT s.schemaname, s.relname, s.n_dead_tup, s.n_mod_since_analyze, c.relfrozenxid,
           greatest(c.reltuples, 0) AS size
    FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid
    WHERE c.relkind = 'r' AND s.schemaname <> 'pg_toast'
  ) AS tables
  WHERE n_dead_tup > 50 + 0.2 * size
     OR n_mod_since_analyze > 50 + 0.1 * size
     OR age(relfrozenxid) > 150000000`

/**
 * What autovacuum does on a PostgreSQL server, which is a process of its own that the embedded one cannot have:
 * without it tables grow with every change, and plans are made without statistics.
 */
export function createVacuum({ execute, log }: VacuumOptions) {
  let running = Promise.resolve()
  let stopped = false

  async function tidy(): Promise<void> {
    const { rows } = await execute<{ name: string; vacuum: boolean }>(DUE)
    for (const { name, vacuum } of rows) {
      if (stopped) return
      // One statement each, so that others have their turn in between.
      await execute(vacuum ? `VACUUM (ANALYZE) ${name}` : `ANALYZE ${name}`)
    }
  }

  const timer = setInterval(() => {
    running = tidy().catch((error: unknown) =>
      log.warn({ err: error }, 'the embedded database was not tidied'),
    )
  }, EVERY)
  timer.unref()

  return {
    /** Vacuums and analyzes the tables that need it. */
    tidy,
    async stop(): Promise<void> {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
