import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { type OpenDatabase, openDatabase } from './open.ts'
import { copyFolder, makeTemplate, makeTemplates, migrationsFolder, silentLog } from './templates.testing.ts'

export { type OpenDatabase, openDatabase } from './open.ts'
export { migrationsFolder, silentLog } from './templates.testing.ts'

export interface TestDatabase {
  readonly database: OpenDatabase
  /** Closes the database and removes it. */
  close(): Promise<void>
}

const common = { migrationsFolder, poolSize: 4, log: silentLog, fsync: false, sharedBuffers: 8 }

/**
 * A migrated, empty database for one test file: embedded in a temporary folder or, where TEST_DATABASE_URL names a
 * PostgreSQL server, a database of its own there. (That variable is for those who run the tests, not for a server:
 * it is read here and not by config.)
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { TEST_DATABASE_URL: server } = process.env
  return server === undefined ? embeddedDatabase() : databaseOn(server)
}

/** A new, migrated database on a PostgreSQL server. */
export async function databaseOn(server: string): Promise<TestDatabase & { readonly url: string }> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await administer(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = name
  const database = await openDatabase({ ...common, url: url.href, dataFolder: os.tmpdir() })
  return {
    database,
    url: url.href,
    async close() {
      await database.close()
      await administer(server, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

/** A new data folder with a database that has had no migration. It is the caller's to remove. */
export async function bareFolder(): Promise<string> {
  const { bare } = await makeTemplates()
  const folder = temporaryFolder()
  copyFolder(bare, folder)
  return folder
}

/** A new data folder with a migrated, empty database. It is the caller's to remove. */
export async function migratedFolder(): Promise<string> {
  const { migrated } = await makeTemplates()
  const folder = temporaryFolder()
  copyFolder(migrated, folder)
  return folder
}

/** A copy of {@link makeTemplate}'s folder. It is the caller's to remove. */
export async function filledFolder(...template: Parameters<typeof makeTemplate>): Promise<string> {
  const folder = temporaryFolder()
  copyFolder(await makeTemplate(...template), folder)
  return folder
}

/** An empty folder with a name short enough for a socket in it. */
export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'stoa-'))
}

/** What Node.js has and its types leave out. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> }

let compiled: Promise<object> | undefined

/**
 * Compiles PostgreSQL and holds on to it: V8 shares the code of a module with every thread that compiles the same one while somebody has it,
 * and so each database of this process but the first opens in half the time.
 */
async function compilePostgres(): Promise<void> {
  compiled ??= fs.promises
    .readFile(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite')))
    .then((bytes) => WebAssembly.compile(bytes))
  await compiled
}

/** A new, migrated database embedded in a temporary folder. */
export async function embeddedDatabase(): Promise<TestDatabase> {
  await compilePostgres()
  const dataFolder = await migratedFolder()
  const database = await openDatabase({ ...common, dataFolder })
  return {
    database,
    async close() {
      await database.close()
      fs.rmSync(dataFolder, { recursive: true })
    },
  }
}

async function administer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
