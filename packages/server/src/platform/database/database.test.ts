import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Db } from './database.ts'
import type { OpenDatabase } from './open.ts'
import { type TestDatabase, testDatabase } from './testing.ts'

let opened: TestDatabase
let database: OpenDatabase
beforeAll(async () => {
  opened = await testDatabase()
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

describe('values', () => {
  test('a bigint comes back as a number', async () => {
    const { rows } = await sql`SELECT 9007199254740991::bigint AS value, count(*) FROM things`.execute(
      database.db,
    )
    expect(rows).toEqual([{ value: 9007199254740991, count: 0 }])
  })

  test('a bigint that a number cannot hold is refused instead of rounded', async () => {
    await expect(sql`SELECT 9007199254740993::bigint`.execute(database.db)).rejects.toThrow(RangeError)
  })
})

describe('transactions', () => {
  test('what a transaction did is there when it resolves and gone when it throws', async () => {
    await database.transaction((tx) => add(tx, 'kept'))
    const failed = database.transaction(async (tx) => {
      await add(tx, 'dropped')
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await names()).toEqual(['kept'])
  })

  test('transactions that begin at once all come to their end', async () => {
    const all = Array.from({ length: 20 }, (_, index) =>
      database.transaction((tx) => add(tx, String(index).padStart(2, '0'))),
    )
    await Promise.all(all)
    expect(await names()).toHaveLength(20)
  })

  test('a transaction that lost against another one runs again', async () => {
    let tries = 0
    await database.transaction(async (tx) => {
      tries++
      await add(tx, `try ${tries}`)
      if (tries < 3) await sql`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`.execute(tx)
    })
    expect(await names()).toEqual(['try 3'])
  })

  test('a transaction that keeps losing says so', async () => {
    const losing = database.transaction((tx) => sql`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`.execute(tx))
    await expect(losing).rejects.toMatchObject({ code: '40001' })
  })
})

describe('after a commit', () => {
  test('T3: an action waits for the commit', async () => {
    const seen: string[] = []
    await database.transaction(async (tx) => {
      database.afterCommit(tx, () => seen.push('action'))
      await add(tx, 'one')
      seen.push('work')
    })
    expect(seen).toEqual(['work', 'action'])
  })

  test('T3: an action of a transaction that rolls back never runs', async () => {
    const action = vi.fn()
    const failed = database.transaction(async (tx) => {
      database.afterCommit(tx, action)
      await add(tx, 'twice')
      await add(tx, 'twice')
    })
    await expect(failed).rejects.toMatchObject({ code: '23505' })
    expect(action).not.toHaveBeenCalled()
  })

  test('an action runs once although its transaction ran twice', async () => {
    const action = vi.fn()
    let tries = 0
    await database.transaction(async (tx) => {
      database.afterCommit(tx, action)
      if (tries++ === 0) await sql`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`.execute(tx)
    })
    expect(action).toHaveBeenCalledTimes(1)
  })

  test('a handle narrowed to some tables belongs to the same transaction', async () => {
    const action = vi.fn()
    await database.transaction(async (tx) => {
      const narrow: Db = tx.withTables<Record<never, never>>()
      expect(narrow).not.toBe(tx)
      database.afterCommit(narrow, action)
      expect(action).not.toHaveBeenCalled()
    })
    expect(action).toHaveBeenCalledTimes(1)
  })

  test('an action without a transaction runs at once', () => {
    const action = vi.fn()
    database.afterCommit(database.db, action)
    expect(action).toHaveBeenCalledTimes(1)
  })

  test('an action that throws neither fails its transaction nor keeps the others from running', async () => {
    const action = vi.fn()
    await database.transaction(async (tx) => {
      database.afterCommit(tx, () => {
        throw new Error('no')
      })
      database.afterCommit(tx, action)
      await add(tx, 'kept')
    })
    expect(action).toHaveBeenCalledTimes(1)
    expect(await names()).toEqual(['kept'])
  })
})
