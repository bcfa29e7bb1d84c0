import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from './testing.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await testDatabase()
  await sql`CREATE TABLE thing (id bigint PRIMARY KEY, name text)`.execute(opened.database.db)
})
afterAll(() => opened.close())

test('a bigint comes back as a number', async () => {
  const { db } = opened.database
  const { rows } = await sql<{ value: number }>`SELECT 9007199254740991::bigint AS value`.execute(db)
  expect(rows).toEqual([{ value: 9007199254740991 }])
})
