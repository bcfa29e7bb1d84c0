import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Log } from './database.ts'
import { readMigrations } from './migrate.ts'
import { type DatabaseOptions, type OpenDatabase, openDatabase } from './open.ts'

export const migrationsFolder = fileURLToPath(new URL('../../../migrations/', import.meta.url))

/** For tests that do not look at what is logged. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

export interface TestDatabase {
  readonly database: OpenDatabase
  /** Closes the database and removes it. */
  close(): Promise<void>
}

/**
 * A migrated, empty database for one test file: embedded in a temporary folder or, where TEST_DATABASE_URL names a
 * PostgreSQL server, a database of its own there. (That variable is for those who run the tests, not for a server:
 * it is read here and not by config.)
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL']
  return server === undefined ? embeddedDatabase() : databaseOn(server)
}

/** A new database on a PostgreSQL server. */
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

const common: Omit<DatabaseOptions, 'url' | 'dataFolder'> = {
  poolSize: 4,
  log: silentLog,
  migrationsFolder,
  fsync: false,
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

async function embeddedDatabase(): Promise<TestDatabase> {
  const template = await makeTemplate()
  const dataFolder = temporaryFolder()
  fs.cpSync(template, dataFolder, { recursive: true, mode: fs.constants.COPYFILE_FICLONE })
  const database = await openDatabase({ ...common, dataFolder })
  return {
    database,
    async close() {
      await database.close()
      fs.rmSync(dataFolder, { recursive: true })
    },
  }
}

/** An empty folder with a name short enough for a socket in it. */
export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'stoa-'))
}

/** A data folder as it is after the migrations, made once for each state of them: `initdb` takes seconds. */
async function makeTemplate(): Promise<string> {
  const cache = path.join(
    fileURLToPath(new URL('../../../../../', import.meta.url)),
    'node_modules/.cache/stoa',
  )
  const template = path.join(cache, await templateName())
  if (fs.existsSync(template)) return template
  fs.mkdirSync(cache, { recursive: true })
  // Test files run in several processes: one makes the template, the others wait here.
  const lock = new DatabaseSync(path.join(cache, 'lock'), { timeout: 120_000 })
  lock.exec('BEGIN EXCLUSIVE')
  try {
    if (fs.existsSync(template)) return template
    const draft = fs.mkdtempSync(`${template}-`)
    const database = await openDatabase({ ...common, dataFolder: draft })
    await database.close()
    fs.renameSync(draft, template)
    return template
  } finally {
    lock.close()
  }
}

async function templateName(): Promise<string> {
  const manifest = fs.readFileSync(new URL('../../../package.json', import.meta.url))
  const hash = createHash('sha256').update(manifest)
  for (const { name, checksum } of await readMigrations(migrationsFolder)) hash.update(name).update(checksum)
  return hash.digest('hex').slice(0, 16)
}
