import fs from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareFolder } from '../testing.ts'
import { DurableFolder } from './durable.ts'
import { createSession } from './session.ts'

let folder: string
let db: PGlite
beforeAll(async () => {
  folder = await bareFolder()
  db = await PGlite.create({ fs: new DurableFolder(path.join(folder, 'database'), { fsync: false }) })
  await db.exec('CREATE TABLE rows (n int)')
})
afterAll(async () => {
  await db.close()
  fs.rmSync(folder, { recursive: true })
})

test('a client that sits in a transaction is evicted once others have waited long enough', async () => {
  const session = createSession({ db, patience: 20 })
  const { promise: evicted, resolve: evict } = Promise.withResolvers<void>()
  const idle = { answer() {}, evict }
  let answers = ''
  const waiting = {
    answer: (bytes: Uint8Array) => (answers += Buffer.from(bytes).toString('latin1')),
    evict() {},
  }
  await session.execute(idle, query('BEGIN; INSERT INTO rows VALUES (1)'), true)
  const waited = session.execute(waiting, query("SELECT 'rows: ' || count(*) FROM rows"), true)
  await evicted
  expect(answers).toBe('')
  await session.leave(idle)
  await waited
  expect(answers).toContain('rows: 0')
})

function query(text: string): Uint8Array {
  const bytes = Buffer.from(`Q\0\0\0\0${text}\0`, 'latin1')
  bytes.writeInt32BE(bytes.length - 1, 1)
  return new Uint8Array(bytes)
}
