import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { Fault } from '@stoa/contract/http'
import type pg from 'pg'
import type { Log } from './database.ts'

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** Any number, the same on every node: the key of the lock under which migrations run. */
const LOCK = 7_307_185

/**
 * Applies the `.sql` files of a folder that this database has not had yet, in order of name, each in its own
 * transaction. Nodes that start at once take turns, by a lock that ends with its transaction and so works through
 * PgBouncer too (O8).
 *
 * @throws Fault CONFLICT, one line for the operator, where a file changed after it was applied or is unknown here
 */
export async function migrate(client: pg.ClientBase, folder: string, log: Log): Promise<void> {
  const migrations = await readMigrations(folder)
  if (await isUpToDate(client, migrations)) return
  for (;;) {
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK})`)
    try {
      await client.query(
        'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, checksum text NOT NULL, at timestamptz NOT NULL DEFAULT now())',
      )
      const next = unapplied(migrations, await readApplied(client))[0]
      if (next === undefined) {
        await client.query('COMMIT')
        return
      }
      await client.query(next.sql)
      await client.query('INSERT INTO migrations (name, checksum) VALUES ($1, $2)', [
        next.name,
        next.checksum,
      ])
      await client.query('COMMIT')
      log.info({ migration: next.name }, 'the database was migrated')
    } catch (error) {
      await client.query('ROLLBACK')
      throw error
    }
  }
}

/** The migrations of a folder in order of name. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await fs.readFile(path.join(folder, name), 'utf8')
      // Line endings may differ by checkout.
      const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
      return { name, sql, checksum }
    }),
  )
}

async function isUpToDate(client: pg.ClientBase, migrations: readonly Migration[]): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('migrations') IS NOT NULL AS exists")
  return rows[0]?.exists === true && unapplied(migrations, await readApplied(client)).length === 0
}

async function readApplied(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM migrations',
  )
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

function unapplied(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const known = new Set(migrations.map(({ name }) => name))
  for (const name of applied.keys()) {
    if (!known.has(name)) {
      throw new Fault(
        'CONFLICT',
        `The database has had migration ${name}, which this Stoa does not know. Start a newer Stoa.`,
      )
    }
  }
  return migrations.filter(({ name, checksum }) => {
    const before = applied.get(name)
    if (before !== undefined && before !== checksum) {
      throw new Fault(
        'CONFLICT',
        `Migration ${name} was changed after this database had it. Put it back and add a new one.`,
      )
    }
    return before === undefined
  })
}
