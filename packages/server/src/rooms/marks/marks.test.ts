import { randomUUID } from 'node:crypto'
import { UserId } from '@stoa/contract/http'
import { type KyselyPlugin, sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../../platform/database/testing.ts'
import { fillRooms, fillTimeline } from '../fill.testing.ts'
import { createMarks, type Marks } from './marks.ts'

let town: TestDatabase
let statements = 0
let failing = false

/** Counts what is written, and fails when told to. */
const watched: KyselyPlugin = {
  transformQuery({ node }) {
    statements += 1
    if (failing) throw new Error('away')
    return node
  },
  transformResult: async ({ result }) => result,
}

function createWatchedMarks(): Marks {
  const { database } = town
  return createMarks({
    database: { ...database, db: database.db.withPlugin(watched) },
    log: pino({ level: 'silent' }),
  })
}

async function roomOf(...users: readonly UserId[]) {
  const [room] = await fillRooms(town.database.db, [users])
  if (room === undefined) throw new Error('no room')
  const [author = someone()] = users
  const entries = Array.from({ length: 20 }, (_, n) => ({
    seq: n + 1,
    type: 'test.note',
    author,
    at: n,
    body: {},
  }))
  await fillTimeline(town.database.db, { room, entries })
  return room
}

const someone = () => UserId.parse(randomUUID())

async function rows(room: string) {
  const found = await sql<{ user: string; delivered: number; read: number }>`
    SELECT user_id AS "user", delivered, read FROM room_members WHERE room_id = ${room}`.execute(
    town.database.db,
  )
  return found.rows
}

beforeAll(async () => {
  town = await testDatabase()
})
afterAll(() => town.close())
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  statements = 0
  failing = false
})
afterEach(() => {
  vi.useRealTimers()
})

test('T10: however often they move, they are written once a second, as one row a member', async () => {
  const [ada, bob] = [someone(), someone()]
  const room = await roomOf(ada, bob)
  const marks = createWatchedMarks()
  const stop = marks.start()
  for (let second = 0; second < 2; second += 1) {
    for (let seq = 1; seq <= 10; seq += 1) {
      marks.advance(room, ada, { delivered: second * 10 + seq })
      marks.advance(room, bob, { read: second * 10 + seq })
    }
    expect(statements).toBe(second)
    vi.advanceTimersByTime(999)
    expect(statements).toBe(second)
    vi.advanceTimersByTime(1)
    await expect.poll(() => rows(room)).toContainEqual({ user: ada, delivered: second * 10 + 10, read: 0 })
    expect(statements).toBe(second + 1)
  }
  expect(await rows(room)).toContainEqual({ user: bob, delivered: 20, read: 20 })
  expect(await rows(room)).toHaveLength(2)
  await stop()
})

test('T10: what could not be written is written later, with what came meanwhile, and never backwards', async () => {
  const ada = someone()
  const room = await roomOf(ada)
  const marks = createWatchedMarks()
  marks.advance(room, ada, { delivered: 9, read: 4 })
  failing = true
  await marks.settle(ada)
  expect(marks.advance(room, ada, { read: 3 })).toBeNull()
  marks.advance(room, ada, { read: 6 })
  failing = false
  await marks.settle(ada)
  expect(await rows(room)).toEqual([{ user: ada, delivered: 9, read: 6 }])
  // Other nodes know less of the one, or of both.
  for (const [known, then] of [
    [
      { delivered: 7, read: 7 },
      { delivered: 9, read: 7 },
    ],
    [
      { delivered: 2, read: 2 },
      { delivered: 9, read: 7 },
    ],
    [
      { delivered: 11, read: 1 },
      { delivered: 11, read: 7 },
    ],
  ]) {
    const late = createWatchedMarks()
    late.advance(room, ada, known ?? {})
    await late.settle(ada)
    expect(await rows(room)).toEqual([{ user: ada, ...then }])
  }
})
