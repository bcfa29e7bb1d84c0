import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenDatabase, openDatabase } from '../open.ts'
import { bareFolder, silentLog } from '../testing.ts'
import { createCheckpoints } from './checkpoints.ts'

let folder: string
let database: OpenDatabase
beforeAll(async () => {
  folder = await bareFolder()
  const migrationsFolder = path.join(folder, 'none')
  fs.mkdirSync(migrationsFolder)
  database = await openDatabase({
    dataFolder: folder,
    migrationsFolder,
    poolSize: 1,
    log: silentLog,
    fsync: false,
  })
  await database.execute('CREATE TABLE rows (text text)')
})
afterAll(async () => {
  await database.close()
  fs.rmSync(folder, { recursive: true })
})

/** Where the log begins that a start after a crash would have to go through. */
async function redo(): Promise<string> {
  const { rows } = await database.execute<{ redo: string }>(
    'SELECT redo_lsn::text AS redo FROM pg_control_checkpoint()',
  )
  return rows[0]?.redo ?? ''
}

const write = (megabytes: number) =>
  database.execute('INSERT INTO rows SELECT repeat(md5(n::text), 30) FROM generate_series(1, $1) AS n', [
    megabytes * 1000,
  ])

test('the log is cut back once it is long, and not for a little', async () => {
  const checkpoints = createCheckpoints({ execute: database.execute, log: silentLog })
  await checkpoints.stop()
  await write(6)
  const before = await redo()
  await checkpoints.look()
  const after = await redo()
  expect(after).not.toBe(before)
  await write(1)
  await checkpoints.look()
  expect(await redo()).toBe(after)
})

test('a little is put in its place after five minutes', async () => {
  let now = 0
  const checkpoints = createCheckpoints({ execute: database.execute, log: silentLog, now: () => now })
  await checkpoints.stop()
  await write(1)
  const before = await redo()
  await checkpoints.look()
  expect(await redo()).toBe(before)
  now = 300_001
  await checkpoints.look()
  expect(await redo()).not.toBe(before)
})

test('after a checkpoint that took long the next one waits, unless the log has become too long', async () => {
  let now = 0
  async function slowly<Row extends object>(text: string) {
    if (text === 'CHECKPOINT') now += 100
    return database.execute<Row>(text)
  }
  const checkpoints = createCheckpoints({ execute: slowly, log: silentLog, now: () => now })
  await checkpoints.stop()
  await write(6)
  now = 1
  await checkpoints.look()
  const first = await redo()
  await write(6)
  now += 5000
  await checkpoints.look()
  expect(await redo()).toBe(first)
  now += 1
  await checkpoints.look()
  const second = await redo()
  expect(second).not.toBe(first)
  await write(60)
  await checkpoints.look()
  expect(await redo()).not.toBe(second)
})
