import type { UserId } from '@stoa/contract/http'
import type { KyselyPlugin } from 'kysely'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../platform/database/testing.ts'
import { type DirectoryQuery, readDirectory } from './store.ts'

let opened: TestDatabase
const viewer = crypto.randomUUID() as UserId
const asked: DirectoryQuery = {
  ...{ viewer, status: 'live', host: undefined, fields: [], before: undefined, limit: 30 },
}

beforeAll(async () => {
  opened = await testDatabase()
  const { db } = opened.database
  await sql`
    INSERT INTO streams (id, host, title, description, status, created_at, ended_at, record, metadata)
    SELECT gen_random_uuid(), gen_random_uuid(), 'Stream ' || n, '', CASE WHEN n <= 200 THEN 'live' ELSE 'ended' END, n,
      CASE WHEN n <= 200 THEN NULL ELSE n END, false,
      jsonb_build_object('codec', CASE WHEN n % 100 = 0 THEN 'AV1' ELSE 'VP8' END, 'height', n % 7 * 180)
    FROM generate_series(1, 10000) AS n`.execute(db)
  // The nth of the live ones has n viewers, each with two viewings, and one who left.
  await sql`
    INSERT INTO stream_viewings (stream_id, viewing, user_id, joined_at, left_at)
    SELECT s.id, v || ' ' || t, md5(s.id::text || v)::uuid, 0, CASE WHEN v = 0 THEN 1 ELSE NULL END
    FROM streams s, generate_series(0, s.created_at) AS v, generate_series(1, 2) AS t
    WHERE s.status = 'live'`.execute(db)
  await sql`ANALYZE streams`.execute(db)
  await sql`ANALYZE stream_viewings`.execute(db)
})
afterAll(() => opened.close())

/** A database that counts what it is asked. */
function counting() {
  const counted = { queries: 0 }
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      counted.queries += 1
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { counted, db: opened.database.db.withPlugin(plugin) }
}

test('S5: the live directory is one query, with the counts of all', async () => {
  const { counted, db } = counting()
  const streams = await readDirectory(db, asked)
  expect(counted.queries).toBe(1)
  expect(streams.map(({ viewers }) => viewers)).toEqual(Array.from({ length: 30 }, (_, n) => 200 - n))
})

test('streams are found by any field along an index', async () => {
  const found = await readDirectory(opened.database.db, {
    ...{ ...asked, status: 'ended', fields: [['codec', 'AV1'] as const, ['height', '360'] as const] },
  })
  expect(found.length).toBeGreaterThan(5)
  for (const { metadata } of found) expect(metadata).toEqual({ codec: 'AV1', height: 360 })
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    EXPLAIN SELECT id FROM streams WHERE status = 'ended'
      AND (fields @> '{"codec":"AV1"}'::jsonb OR fields @> '{"codec":"none"}'::jsonb)`.execute(
    opened.database.db,
  )
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('streams_fields')
})
