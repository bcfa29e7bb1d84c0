import { execFile } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Db } from '../database.ts'
import type { OpenDatabase } from '../open.ts'
import { embeddedDatabase, type TestDatabase } from '../testing.ts'

let opened: TestDatabase
let database: OpenDatabase
beforeAll(async () => {
  opened = await embeddedDatabase()
  database = opened.database
  await sql`CREATE TABLE things (name text PRIMARY KEY)`.execute(database.db)
})
afterAll(() => opened.close())
beforeEach(() => sql`DELETE FROM things`.execute(database.db))

const add = (db: Db, name: string) => sql`INSERT INTO things (name) VALUES (${name})`.execute(db)
const names = async () => {
  const { rows } = await sql<{ name: string }>`SELECT name FROM things ORDER BY name`.execute(database.db)
  return rows.map(({ name }) => name)
}
const folder = () => String(database.psql).split(' ')[1] ?? ''
function psql(command: string) {
  const running = promisify(execFile)('psql', ['-XAt', ...String(database.psql).split(' '), '-c', command])
  running.child.stdin?.end('row\n')
  return running
}

/** Somebody else's connection, that speaks the protocol byte by byte. */
async function visit(): Promise<net.Socket> {
  const socket = net.connect(`${folder()}/.s.PGSQL.5432`)
  const startup = Buffer.from('\0\0\0\0\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1')
  startup.writeInt32BE(startup.length, 0)
  socket.write(startup)
  await answer(socket, 'Z')
  return socket
}
function query(text: string): Buffer {
  const bytes = Buffer.from(`Q\0\0\0\0${text}\0`, 'latin1')
  bytes.writeInt32BE(bytes.length - 1, 1)
  return bytes
}
/** Waits for the answer that ends with a message of this type. */
async function answer(socket: net.Socket, type: string): Promise<void> {
  for (;;) {
    const [bytes]: Buffer[] = await once(socket, 'data')
    if (bytes?.at(-6) === type.charCodeAt(0)) return
  }
}

test('psql opens it while the server works', async () => {
  await add(database.db, 'seen')
  const busy = Promise.all(Array.from({ length: 50 }, (_, index) => add(database.db, `busy ${index}`)))
  const { stdout } = await psql("SELECT name FROM things WHERE name = 'seen'")
  expect(stdout).toBe('seen\n')
  await busy
})

test("a visitor's query between two of the server's messages breaks nothing", async () => {
  const visitor = await visit()
  const ours = Array.from({ length: 200 }, (_, index) =>
    sql`SELECT ${index}::int AS value`.execute(database.db),
  )
  for (let index = 0; index < 200; index++) visitor.write(query('SELECT 1'))
  const results = await Promise.all(ours)
  expect(results.map(({ rows }) => rows)).toEqual(results.map((_, index) => [{ value: index }]))
  visitor.destroy()
})

test("a visitor's settings do not reach the server's queries", async () => {
  const visitor = await visit()
  visitor.write(query("SET search_path = ''; SET timezone = 'Asia/Tokyo'"))
  await answer(visitor, 'Z')
  const { rows } = await sql`SELECT current_setting('timezone') AS zone, count(*) FROM things`.execute(
    database.db,
  )
  expect(rows).toEqual([{ zone: 'UTC', count: 0 }])
  visitor.destroy()
})

test("the server waits for a visitor's transaction, and a visitor who leaves takes it along", async () => {
  const visitor = await visit()
  visitor.write(query("BEGIN; INSERT INTO things VALUES ('unfinished')"))
  await answer(visitor, 'Z')
  let waiting = true
  const ours = names().finally(() => {
    waiting = false
  })
  visitor.write(query('SELECT 1'))
  await answer(visitor, 'Z')
  expect(waiting).toBe(true)
  visitor.destroy()
  expect(await ours).toEqual([])
})

test('COPY FROM STDIN is refused without harm', async () => {
  await expect(psql('COPY things FROM STDIN')).rejects.toThrow('not possible in the embedded database')
  expect(await names()).toEqual([])
})

test('O5: an engine that died is started again, with everything that was committed', async () => {
  await add(database.db, 'before')
  const visitor = await visit()
  // No message of the protocol begins so: PostgreSQL ends the session, which here is its process.
  visitor.write(Buffer.from('~\0\0\0\x04S\0\0\0\x04', 'latin1'))
  await once(visitor, 'close')
  await expect(add(database.db, 'during')).rejects.toMatchObject({ code: 'UNAVAILABLE', statusCode: 503 })
  await vi.waitFor(() => database.check(), { timeout: 20_000 })
  expect(await names()).toEqual(['before'])
})
