import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../open.ts'
import { bareFolder, silentLog } from '../testing.ts'
import { createVacuum } from './vacuum.ts'

let folder: string
beforeEach(async () => {
  folder = await bareFolder()
  fs.mkdirSync(path.join(folder, 'none'))
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

const open = (dataFolder = folder) =>
  openDatabase({ dataFolder, migrationsFolder: path.join(folder, 'none'), poolSize: 1, log: silentLog })

/** Another process that opens the folder, commits one row after the other and says how many there are. */
async function startWriter(): Promise<{ readonly process: ChildProcess; committed(): number }> {
  const program = fileURLToPath(new URL('./writer.testing.ts', import.meta.url))
  const writer = spawn(process.execPath, [program, folder, path.join(folder, 'none')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  writer.stdout.on('data', (text: Buffer) => {
    said += text.toString()
  })
  await once(writer.stdout, 'data')
  return { process: writer, committed: () => said.split('\n').length - 1 }
}

test('O7: a second process is refused with one line that names the first', async () => {
  const writer = await startWriter()
  await expect(open()).rejects.toThrow(
    new RegExp(
      `^The data folder ${folder} is in use by another Stoa \\(process ${writer.process.pid}\\)\\.$`,
    ),
  )
  writer.process.kill('SIGKILL')
  await once(writer.process, 'exit')
})

test('O7: the same process is refused too, until it has closed the folder', async () => {
  const first = await open()
  await expect(open()).rejects.toThrow('is in use by another Stoa')
  await first.close()
  const second = await open()
  await second.close()
})

test('O1: a folder whose lock cannot be written is refused with one line that names it', async () => {
  const lock = path.join(folder, 'lock')
  fs.rmSync(lock, { force: true })
  fs.mkdirSync(lock)
  await expect(open()).rejects.toThrow(`DATA: the data folder cannot be used: ${lock} cannot be written.`)
})

test('T2: after `kill -9` the folder opens at once and holds everything that was committed', async () => {
  const writer = await startWriter()
  writer.process.kill('SIGKILL')
  await once(writer.process, 'exit')
  const database = await open()
  const { rows } = await sql<{ n: number }>`SELECT n FROM rows ORDER BY n`.execute(database.db)
  expect(rows.length).toBeGreaterThanOrEqual(writer.committed())
  expect(rows).toEqual(rows.map((_, index) => ({ n: index + 1 })))
  await database.close()
})

test('T2: each commit syncs the disk before it is answered, and a read does not', async () => {
  const database = await open()
  await database.execute('CREATE TABLE rows (n int)')
  for (let n = 0; n < 20; n++) {
    const before = database.fsyncs()
    await database.transaction((tx) => sql`INSERT INTO rows VALUES (${n})`.execute(tx))
    expect(database.fsyncs()).toBeGreaterThan(before)
  }
  const before = database.fsyncs()
  await sql`SELECT * FROM rows`.execute(database.db)
  expect(database.fsyncs()).toBe(before)
  await database.close()
})

test('a folder whose name is too long for a socket gets one elsewhere', async () => {
  const long = path.join(folder, 'long'.repeat(30))
  fs.cpSync(path.join(folder, 'database'), path.join(long, 'database'), { recursive: true })
  const database = await open(long)
  expect(database.psql).not.toContain(long)
  expect((await database.execute('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await database.close()
})

test('tables that changed much are vacuumed and analyzed', async () => {
  const database = await open()
  await database.execute('CREATE TABLE rows (n int)')
  await database.execute('INSERT INTO rows SELECT generate_series(1, 1000)')
  await database.execute('UPDATE rows SET n = -n')
  const look = async () => {
    await database.execute('SELECT pg_stat_force_next_flush()')
    const { rows } = await database.execute(
      "SELECT n_dead_tup AS dead, n_mod_since_analyze AS changed FROM pg_stat_all_tables WHERE relname = 'rows'",
    )
    return rows[0]
  }
  expect(await look()).toEqual({ dead: 1000, changed: 2000 })
  const vacuum = createVacuum({ execute: database.execute, log: silentLog })
  await vacuum.tidy()
  expect(await look()).toEqual({ dead: 0, changed: 0 })
  await vacuum.stop()
  await database.close()
})

test('a new folder is made where there is none, without databases that nobody can open', async () => {
  const database = await open(path.join(folder, 'new'))
  expect((await database.execute('SELECT datname FROM pg_database')).rows).toEqual([{ datname: 'postgres' }])
  await database.close()
}, 60_000)
