import { RoomId, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../platform/database/testing.ts'
import { readOfTypes, readRange } from './store.ts'

const room = RoomId.parse('dddddddd-dddd-4ddd-8ddd-dddddddddddd')
const author = UserId.parse('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa')
let town: TestDatabase

/** Two items, hundreds of changes of the first, and now and then one of another kind. */
beforeAll(async () => {
  town = await testDatabase()
  await sql`
    INSERT INTO entries (room_id, seq, type, author, about, at, client_id, counted, body)
    SELECT ${room}::uuid, n,
      CASE WHEN n < 3 THEN 'pad.begun' WHEN n % 50 = 0 THEN 'pad.run' WHEN n % 70 = 0 THEN 'chat.message' ELSE 'pad.update' END,
      ${author}::uuid, CASE WHEN n < 3 OR (n % 50 > 0 AND n % 70 = 0) THEN NULL ELSE 1 END,
      n, gen_random_uuid(), 0, '{}'
    FROM generate_series(1, 600) AS n`.execute(town.database.db)
})
afterAll(() => town.close())

async function pages(types: readonly string[], limit: number): Promise<number[]> {
  const found: number[] = []
  for (let after = 0; ; after = found.at(-1) ?? after) {
    const page = await readOfTypes(town.database.db, { room, after, types, limit })
    expect(page.length).toBeLessThanOrEqual(limit)
    found.push(...page.map(({ seq }) => seq))
    if (page.length < limit) return found
  }
}

describe('T1: entries of some types', () => {
  for (const types of [
    ['pad.run'],
    ['pad.begun', 'pad.run', 'chat.message'],
    ['pad.update', 'pad.update'],
    ['none.such'],
  ])
    test(`page in order and whole: ${types.join(', ')}`, async () => {
      const all = await readRange(town.database.db, { room, from: 1, to: 600, limit: 600 })
      const wanted = all.filter(({ type }) => types.includes(type)).map(({ seq }) => seq)
      expect(await pages(types, 1000)).toEqual(wanted)
      expect(await pages(types, 7)).toEqual(wanted)
    })
})
