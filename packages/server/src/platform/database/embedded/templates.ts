import type { PGlite } from '@electric-sql/pglite'

/**
 * Drops the databases that others are made from. Nobody makes any here, they are a third of a new folder, and nobody
 * could vacuum them: a session cannot change its database, and after two thousand million transactions PostgreSQL
 * would stop for their sake.
 */
export async function dropTemplates(db: PGlite): Promise<void> {
  const { rows } = await db.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname LIKE 'template_'",
  )
  for (const { datname } of rows) {
    await db.exec(`ALTER DATABASE ${datname} IS_TEMPLATE false`)
    await db.exec(`DROP DATABASE ${datname}`)
  }
}
