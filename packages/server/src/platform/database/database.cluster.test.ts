import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Kysely, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDialect } from './driver.ts'
import { openDatabase } from './open.ts'
import { createPool } from './pool.ts'
import { type PostgresServer, startPostgres } from './postgres.testing.ts'
import { databaseOn, migrationsFolder, silentLog, temporaryFolder } from './testing.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

const options = { dataFolder: os.tmpdir(), poolSize: 4, migrationsFolder, log: silentLog }

describe('migrations', () => {
  let folder: string
  beforeEach(async () => {
    folder = temporaryFolder()
    return () => fs.rmSync(folder, { recursive: true })
  })
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text)

  test('nodes that start at once apply each migration once', async () => {
    const fresh = await databaseOn(server.url)
    write('0001_a.sql', 'CREATE TABLE a (n int); INSERT INTO a VALUES (1);')
    write('0002_b.sql', 'INSERT INTO a SELECT n + 1 FROM a;')
    await sql`DROP SCHEMA public CASCADE; CREATE SCHEMA public`.execute(fresh.database.db)
    const nodes = await Promise.all(
      Array.from({ length: 6 }, () => openDatabase({ ...options, url: fresh.url, migrationsFolder: folder })),
    )
    const { rows } = await sql`SELECT n FROM a ORDER BY n`.execute(fresh.database.db)
    expect(rows).toEqual([{ n: 1 }, { n: 2 }])
    await Promise.all(nodes.map((node) => node.close()))
    await fresh.close()
  })
})

describe('O5: a PostgreSQL that goes away', () => {
  test.each(['kill', 'shutDown'] as const)('by %s is UNAVAILABLE and comes back by itself', async (how) => {
    const { database } = await databaseOn(server.url)
    await sql`CREATE TABLE kept AS SELECT 1 AS n`.execute(database.db)
    const { promise: inside, resolve: entered } = Promise.withResolvers<void>()
    const { promise: gone, resolve: left } = Promise.withResolvers<void>()
    const action = vi.fn()
    const cut = database.transaction(async (tx) => {
      await sql`INSERT INTO kept VALUES (2)`.execute(tx)
      database.afterCommit(tx, action)
      entered()
      await gone
      await sql`SELECT 1`.execute(tx)
    })
    await inside
    await server[how]()
    left()
    const unavailable = { code: 'UNAVAILABLE', statusCode: 503 }
    await expect(cut).rejects.toMatchObject(unavailable)
    expect(action).not.toHaveBeenCalled()
    await expect(sql`SELECT 1`.execute(database.db)).rejects.toMatchObject(unavailable)
    await expect(database.transaction((tx) => sql`SELECT 1`.execute(tx))).rejects.toMatchObject(unavailable)
    await expect(database.check()).rejects.toMatchObject(unavailable)
    await server.restart()
    await vi.waitFor(() => database.check(), { timeout: 10_000 })
    expect((await sql`SELECT n FROM kept`.execute(database.db)).rows).toEqual([{ n: 1 }])
    await database.close()
  })
})

test('transactions that deadlock both succeed', async () => {
  const fresh = await databaseOn(server.url)
  const { database } = fresh
  await sql`CREATE TABLE sums (id int PRIMARY KEY, n int); INSERT INTO sums VALUES (1, 0), (2, 0)`.execute(
    database.db,
  )
  let arrived = 0
  const { promise: both, resolve: meet } = Promise.withResolvers<void>()
  const crossing = (first: number, second: number) =>
    database.transaction(async (tx) => {
      await sql`UPDATE sums SET n = n + 1 WHERE id = ${first}`.execute(tx)
      if (++arrived >= 2) meet()
      await both
      await sql`UPDATE sums SET n = n + 1 WHERE id = ${second}`.execute(tx)
    })
  await Promise.all([crossing(1, 2), crossing(2, 1)])
  expect((await sql`SELECT n FROM sums`.execute(database.db)).rows).toEqual([{ n: 2 }, { n: 2 }])
  await fresh.close()
})

test('a query that takes too long is UNAVAILABLE, and its connection is not used again', async () => {
  const pool = createPool({
    connection: { connectionString: server.url },
    size: 1,
    log: silentLog,
    queryTimeout: 200,
  })
  const db = new Kysely({ dialect: createDialect(pool) })
  const slow = sql`SELECT pg_sleep(60)`.execute(db)
  await expect(slow).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect((await sql`SELECT 1 AS one`.execute(db)).rows).toEqual([{ one: 1 }])
  await db.destroy()
})

test('O1: a server that cannot be reached stops the start with one line that names it', async () => {
  const opening = openDatabase({ ...options, url: 'postgres://somebody:secret@127.0.0.1:1/none' })
  await expect(opening).rejects.toThrow(/^The database at 127\.0\.0\.1:1 cannot be used: [^\n]+$/)
  await expect(opening).rejects.not.toThrow('secret')
})
