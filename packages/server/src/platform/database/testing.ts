import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Log } from './database.ts'
import { openEmbedded } from './embedded/embedded.ts'
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
  const { TEST_DATABASE_URL: server } = process.env
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

const common = {
  poolSize: 4,
  log: silentLog,
  migrationsFolder,
  fsync: false,
} satisfies Omit<DatabaseOptions, 'url' | 'dataFolder'>

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
  copy(template, dataFolder)
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

/** The cache of data folders is as old as it may get before one is thrown away, in milliseconds. */
const KEEP = 24 * 60 * 60 * 1000

/**
 * A data folder as it is after the migrations, made once for each state of them: `initdb` takes seconds, so that the
 * folder it makes is kept too.
 */
async function makeTemplate(): Promise<string> {
  const cache = fileURLToPath(new URL('../../../../../node_modules/.cache/stoa/', import.meta.url))
  const manifest = fs.readFileSync(new URL('../../../package.json', import.meta.url))
  const migrations = (await readMigrations(migrationsFolder)).map(({ checksum }) => checksum)
  const bare = path.join(cache, `bare-${digest([manifest])}`)
  const migrated = path.join(cache, `migrated-${digest([manifest, ...migrations])}`)
  if (fs.existsSync(migrated)) return migrated
  fs.mkdirSync(cache, { recursive: true })
  // Test files run in several processes: one makes the template, the others wait here.
  const lock = new DatabaseSync(path.join(cache, 'lock'), { timeout: 120_000 })
  lock.exec('BEGIN EXCLUSIVE')
  try {
    removeOld(cache)
    if (!fs.existsSync(bare))
      await make(bare, async (draft) => (await openEmbedded({ ...common, dataFolder: draft })).close())
    if (!fs.existsSync(migrated)) {
      await make(migrated, async (draft) => {
        copy(bare, draft)
        const database = await openDatabase({ ...common, dataFolder: draft })
        await database.close()
      })
    }
    return migrated
  } finally {
    lock.close()
  }
}

/** A folder that is there once it is whole. */
async function make(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const draft = fs.mkdtempSync(`${folder}-`)
  await fill(draft)
  fs.renameSync(draft, folder)
}

function removeOld(cache: string): void {
  for (const name of fs.readdirSync(cache)) {
    const folder = path.join(cache, name)
    if (Date.now() - fs.statSync(folder).mtimeMs > KEEP) fs.rmSync(folder, { recursive: true })
  }
}

function copy(from: string, to: string): void {
  fs.cpSync(from, to, { recursive: true, mode: fs.constants.COPYFILE_FICLONE })
}

function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 16)
}
