import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { Log } from './database.ts'
import { openEmbedded } from './embedded/embedded.ts'
import { readMigrations } from './migrate.ts'
import { openDatabase } from './open.ts'

/** How long a template stays that no state of the migrations may need any more, in milliseconds. */
const KEEP = 24 * 60 * 60 * 1000

export const migrationsFolder = fileURLToPath(new URL('../../../migrations/', import.meta.url))

const cache = fileURLToPath(new URL('../../../../../node_modules/.cache/stoa/', import.meta.url))

/** For tests that do not look at what is logged. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

export interface Templates {
  /** A data folder with a database that has had no migration. */
  readonly bare: string
  /** One that has had all. */
  readonly migrated: string
}

/** Data folders to copy, because `initdb` takes seconds. Made once for each state of the migrations, and cached. */
export async function makeTemplates(): Promise<Templates> {
  const bare = path.join(cache, `bare-${digest([manifest()])}`)
  const migrated = path.join(cache, `migrated-${await version()}`)
  if (!fs.existsSync(migrated))
    await alone(async () => {
      removeOld(bare)
      await make(bare, async (draft) => {
        const database = await openEmbedded({ dataFolder: draft, fsync: false, log: silentLog })
        await database.close()
      })
      await make(migrated, async (draft) => {
        copyFolder(bare, draft)
        const options = { dataFolder: draft, migrationsFolder, poolSize: 1, fsync: false, log: silentLog }
        const database = await openDatabase(options)
        await database.close()
      })
    })
  return { bare, migrated }
}

/** Another folder to copy: a migrated one that `fill` has done something to. Made once for each state of the migrations, and cached. */
export async function makeTemplate(
  name: string,
  fill: (migratedFolder: string) => Promise<void>,
): Promise<string> {
  const { migrated } = await makeTemplates()
  const folder = path.join(cache, `${name}-${await version()}`)
  if (!fs.existsSync(folder))
    await alone(() =>
      make(folder, async (draft) => {
        copyFolder(migrated, draft)
        await fill(draft)
      }),
    )
  return folder
}

const manifest = () => fs.readFileSync(new URL('../../../package.json', import.meta.url))

async function version(): Promise<string> {
  const migrations = (await readMigrations(migrationsFolder)).map(({ checksum }) => checksum)
  return digest([manifest(), ...migrations])
}

/** Test files run in several processes: one makes templates, the others wait here. */
async function alone(work: () => Promise<void>): Promise<void> {
  fs.mkdirSync(cache, { recursive: true })
  const lock = new DatabaseSync(path.join(cache, 'lock'), { timeout: 120_000 })
  lock.exec('BEGIN EXCLUSIVE')
  try {
    await work()
  } finally {
    lock.close()
  }
}

export function copyFolder(from: string, to: string): void {
  fs.cpSync(from, to, { recursive: true, mode: fs.constants.COPYFILE_FICLONE })
}

/** Makes a folder unless it is there. It is there once it is whole. */
async function make(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  if (fs.existsSync(folder)) return
  const draft = fs.mkdtempSync(`${folder}-`)
  await fill(draft)
  fs.renameSync(draft, folder)
}

function removeOld(current: string): void {
  for (const name of fs.readdirSync(cache)) {
    const folder = path.join(cache, name)
    const age = Date.now() - fs.statSync(folder).mtimeMs
    if (folder !== current && name !== 'lock' && age > KEEP) fs.rmSync(folder, { recursive: true })
  }
}

function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 16)
}
