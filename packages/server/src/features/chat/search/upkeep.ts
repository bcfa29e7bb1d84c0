import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'

export interface Upkeep {
  /** So many entries have been indexed since. */
  wrote(entries: number): void
  /** Refreshes the planner's statistics where much has been written since it last did. */
  run(): Promise<void>
}

const least = 1_000

/**
 * An embedded database has nobody who runs ANALYZE, and plans without statistics are ten times slower. A sample of 3,000 rows
 * is enough to know rare from common, and takes 10–40 ms of everybody's time where the default one takes 250.
 */
export function createUpkeep(database: Database): Upkeep {
  let written = 0
  let due = least

  async function analyze(table: string): Promise<void> {
    await database.transaction(async (tx) => {
      await sql`SET LOCAL default_statistics_target = 10`.execute(tx)
      await sql`ANALYZE ${sql.id(table)}`.execute(tx)
    })
  }

  return {
    wrote(entries) {
      written += entries
    },
    async run() {
      if (!database.embedded || written < due) return
      written = 0
      const tables = await sql<{ name: string; rows: number }>`
        SELECT relname AS name, reltuples AS rows FROM pg_class
        WHERE oid = 'chat_search'::regclass
          OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'entries'::regclass)`.execute(
        database.db,
      )
      for (const { name } of tables.rows) await analyze(name)
      // Statistics keep while a table grows; what is in it must change for them to.
      due = Math.max(least, ...tables.rows.map(({ rows }) => rows / 2))
    },
  }
}
