import { Fault } from '@stoa/contract/http'
import { Kysely, sql } from 'kysely'
import pg from 'pg'
import type { Database, Db, Log } from './database.ts'
import { createDialect } from './driver.ts'
import { type Embedded, openEmbedded } from './embedded/embedded.ts'
import { createVacuum } from './embedded/vacuum.ts'
import { migrate } from './migrate.ts'
import { createPool } from './pool.ts'
import { createTransactions } from './transaction.ts'
import { toFault } from './trouble.ts'

export interface DatabaseOptions {
  /** A PostgreSQL server; without one, the embedded database in the data folder. */
  readonly url?: string | undefined
  readonly dataFolder: string
  /** Connections to a PostgreSQL server. */
  readonly poolSize: number
  readonly migrationsFolder: string
  readonly log: Log
  /** Off only in tests: without it a commit may be lost with the power (T2). [true] */
  readonly fsync?: boolean
  /** Megabytes of tables that the embedded database keeps in memory, all taken at the start. [64] */
  readonly sharedBuffers?: number
}

export interface OpenDatabase extends Database {
  /** Runs SQL as it is, outside of any transaction of ours: one statement with values, or several without. */
  execute<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: Row[] }>
  /** Arguments for psql that open this database; null where that is the operator's own server. */
  readonly psql: string | null
  /** How often the embedded database has synced its disk; 0 for a server. */
  fsyncs(): number
}

/** Opens the database and brings its tables up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const { url, dataFolder, poolSize, migrationsFolder, log, fsync = true, sharedBuffers } = options
  const embedded = url === undefined ? await openEmbedded({ dataFolder, fsync, sharedBuffers, log }) : null
  try {
    const connection: pg.ClientConfig = embedded?.connection ?? { connectionString: url }
    await migrateOnce(connection, migrationsFolder, log)
    return assemble({ connection, embedded, size: embedded === null ? poolSize : 1, log })
  } catch (error) {
    await embedded?.close()
    throw error
  }
}

async function migrateOnce(connection: pg.ClientConfig, folder: string, log: Log): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Fault('UNAVAILABLE', `The database at ${client.host}:${client.port} cannot be used: ${why}`, {
      cause,
    })
  }
  try {
    await migrate(client, folder, log)
  } finally {
    await client.end()
  }
}

interface Opened {
  readonly connection: pg.ClientConfig
  readonly embedded: Embedded | null
  readonly size: number
  readonly log: Log
}

function assemble({ connection, embedded, size, log }: Opened): OpenDatabase {
  const pool = createPool({ connection, size, log })
  const db: Db = new Kysely<object>({ dialect: createDialect(pool) })
  const run = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    execute<Row>(pool, text, values)
  const vacuum = embedded === null ? null : createVacuum({ execute: run, log })
  return {
    db,
    embedded: embedded !== null,
    concurrency: size,
    psql: embedded?.psql ?? null,
    fsyncs: () => embedded?.fsyncs() ?? 0,
    ...createTransactions(db, log),
    execute: run,
    check: () => answersWithin(sql`SELECT 1`.execute(db), 1_000),
    async close() {
      await vacuum?.stop()
      await pool.end()
      await embedded?.close()
    },
  }
}

async function execute<Row extends object>(
  pool: pg.Pool,
  text: string,
  values: readonly unknown[],
): Promise<{ rows: Row[] }> {
  try {
    const client = await pool.connect()
    try {
      const result: pg.QueryResult<Row> | pg.QueryResult<Row>[] = await client.query<Row>(text, [...values])
      return { rows: [result].flat().flatMap(({ rows }) => rows) }
    } catch (error) {
      // Several statements may have begun a transaction, which the next user of the connection must not be in.
      if (values.length === 0) await client.query('ROLLBACK')
      throw error
    } finally {
      client.release()
    }
  } catch (error) {
    throw toFault(error)
  }
}

async function answersWithin(answer: Promise<unknown>, milliseconds: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new Fault('UNAVAILABLE', 'The database does not answer.')),
    milliseconds,
  )
  try {
    await Promise.race([answer, promise])
  } finally {
    clearTimeout(timer)
  }
}
