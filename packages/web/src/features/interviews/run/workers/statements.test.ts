import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stream } from '../protocol.ts'
import { runStatements } from './statements.ts'

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
})
afterAll(() => database.close())

async function run(sql: string) {
  const wrote: [Stream, string][] = []
  const well = await runStatements(database, sql, (stream, text) => wrote.push([stream, text]))
  return { well, wrote }
}

test('P7: SQL gives an aligned table for each query, numbers to the right, and says what each other statement did', async () => {
  const { well, wrote } = await run(`
    CREATE TABLE orders (customer text, amount integer);
    INSERT INTO orders VALUES ('ada', 30), ('bøb', NULL);
    SELECT * FROM orders;
    SELECT 1 AS "one" WHERE false;
  `)
  expect(well).toBe(true)
  expect(wrote).toEqual([
    ['note', 'CREATE TABLE\n'],
    ['note', 'INSERT 0 2\n'],
    ['out', ' customer | amount\n----------+--------\n ada      |     30\n bøb      |   NULL\n(2 rows)\n\n'],
    ['out', ' one\n-----\n(0 rows)\n\n'],
  ])
})

test('a statement that fails ends it, says where, and leaves what was written before', async () => {
  const { well, wrote } = await run("SELECT 'é' AS a;\nSELECT * FROM missing;\nSELECT 2")
  expect(well).toBe(false)
  expect(wrote.map(([stream]) => stream)).toEqual(['out', 'err'])
  expect(wrote[1]?.[1]).toBe('ERROR: LINE 2: relation "missing" does not exist\n')
})

test('notices are told, and nothing at all gives nothing', async () => {
  const { wrote } = await run("DO $$ BEGIN RAISE NOTICE 'psst'; END $$")
  expect(wrote).toEqual([
    ['note', 'NOTICE: psst\n'],
    ['note', 'DO\n'],
  ])
  expect(await run('')).toEqual({ well: true, wrote: [] })
})
