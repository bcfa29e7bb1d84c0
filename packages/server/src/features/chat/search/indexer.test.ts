import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../platform/database/database.ts'
import { silentLog } from '../../../platform/database/testing.ts'
import { type ChatTest, type Person, testChat } from '../chat.testing.ts'
import { indexBatch } from './batch.ts'
import { createIndexer } from './indexer.ts'

let test: ChatTest
let ada: Person

beforeAll(async () => {
  test = await testChat()
  ada = test.person('Ada')
})
afterAll(() => test.close())

async function indexedTexts(room: string): Promise<string[]> {
  const { rows } = await sql<{ terms: string }>`
    SELECT array_to_string(tsvector_to_array(terms), ' ') AS terms FROM chat_search
    WHERE room_id = ${room}::uuid ORDER BY seq`.execute(test.database.db)
  return rows.map((row) => row.terms)
}

async function progress(room: string): Promise<{ head: number; indexed: number } | undefined> {
  const { rows } = await sql<{ head: number; indexed: number }>`
    SELECT r.head, p.indexed FROM rooms r JOIN chat_search_progress p ON p.room_id = r.id
    WHERE r.id = ${room}::uuid`.execute(test.database.db)
  return rows[0]
}

/** The database, with each of its transactions told. */
function observed(told: (result: unknown) => void): Database {
  const { database } = test
  return {
    ...database,
    async transaction(work) {
      const result = await database.transaction(work)
      told(result)
      return result
    },
  }
}

describe('the indexer', () => {
  it('M6: follows each room’s timeline in batches, edits and deletions included', async () => {
    const room = await ada.group('Followed')
    const first = await ada.say(room, 'alpha')
    const second = await ada.say(room, 'beta')
    await ada.edit(room, first, 'gamma')
    await ada.remove(room, second)
    let remaining: readonly string[] = [room.id]
    let entries = 0
    while (remaining.length > 0) {
      const batch = await indexBatch(test.database, { rooms: [room.id], limit: 2 })
      expect(batch.entries).toBeLessThanOrEqual(2)
      entries += batch.entries
      remaining = batch.remaining
    }
    expect(entries).toBe(3)
    expect(await indexedTexts(room.id)).toEqual(['gamma'])
    expect(await progress(room.id)).toEqual({ head: 5, indexed: 5 })
  })

  it('M6: an edit of a message it has changes what that is found by', async () => {
    const room = await ada.group('Edited')
    const seq = await ada.say(room, 'alpha')
    await test.chat.indexAll()
    await ada.edit(room, seq, 'omega')
    await ada.say(room, 'delta')
    await test.chat.indexAll()
    expect(await indexedTexts(room.id)).toEqual(['omega', 'delta'])
  })

  it('M6: finds what was left behind when it starts, then follows what is sent', async () => {
    const room = await ada.group('Left behind')
    await ada.say(room, 'before')
    const waiting = new Set<() => void>()
    const indexer = createIndexer({
      database: observed(() => {
        for (const look of waiting) look()
      }),
      ...{ log: silentLog, clock: () => test.clock.now, quiet: 0 },
    })
    const until = async (texts: readonly string[]) => {
      for (;;) {
        const next = Promise.withResolvers<void>()
        waiting.add(next.resolve)
        if ((await indexedTexts(room.id)).join() === texts.join()) return
        await next.promise
        waiting.delete(next.resolve)
      }
    }
    const stop = indexer.start()
    await until(['before'])
    await ada.say(room, 'after')
    indexer.touch([room.id])
    await until(['before', 'after'])
    await stop()
  })

  it('M6: while people send, waits for a pause, yet no longer than it has patience', async () => {
    const room = await ada.group('Busy')
    await ada.say(room, 'one')
    const indexed = Promise.withResolvers<void>()
    const indexer = createIndexer({
      database: observed(() => indexed.resolve()),
      ...{ log: silentLog, clock: () => Date.now(), quiet: 60_000, patience: 1 },
    })
    const stop = indexer.start()
    indexer.touch([room.id])
    await indexed.promise
    await stop()
    expect(await indexedTexts(room.id)).toEqual(['one'])
  })

  it('O5: goes on where the database went away for a while', async () => {
    const room = await ada.group('Interrupted')
    await ada.say(room, 'one')
    let failures = 1
    const { database } = test
    const indexed = Promise.withResolvers<void>()
    const indexer = createIndexer({
      database: {
        ...database,
        async transaction(work) {
          if (failures-- > 0) throw new Error('away')
          const result = await database.transaction(work)
          indexed.resolve()
          return result
        },
      },
      ...{ log: silentLog, clock: () => test.clock.now, quiet: 0 },
    })
    const stop = indexer.start()
    await indexed.promise
    await stop()
    expect(await indexedTexts(room.id)).toEqual(['one'])
  })

  it('stops at once while it waits', async () => {
    const indexer = createIndexer({
      database: test.database,
      ...{ log: silentLog, clock: () => Date.now(), quiet: 60_000, patience: 60_000 },
    })
    const stop = indexer.start()
    const room = await ada.group('Waiting')
    indexer.touch([room.id])
    // For a minute, where it waited on.
    await stop()
    expect(await indexedTexts(room.id)).toEqual([])
  })

  it('T12: a message deleted while it is being indexed does not stay in the index', async () => {
    const room = await ada.group('Race')
    for (let n = 0; n < 20; n++) {
      const seq = await ada.say(room, `racing ${n}`)
      await Promise.all([
        indexBatch(test.database, { rooms: [room.id], limit: 10 }),
        ada.remove(room, seq),
        indexBatch(test.database, { rooms: [room.id], limit: 10 }),
      ])
    }
    await test.chat.indexAll()
    expect(await indexedTexts(room.id)).toEqual([])
  })

  it('gives the planner of an embedded database statistics', async () => {
    const room = await ada.group('Many')
    await sql`
      INSERT INTO entries (room_id, seq, type, author, at, counted, body)
      SELECT ${room.id}::uuid, n, 'chat.message', ${ada.user}::uuid, ${test.clock.now}::bigint + n, n, '{"text": "filler"}'
      FROM generate_series(2, 1500) n`.execute(test.database.db)
    await sql`UPDATE rooms SET head = 1500, last_at = ${test.clock.now + 1500} WHERE id = ${room.id}`.execute(
      test.database.db,
    )
    const database = { ...test.database, embedded: true }
    await createIndexer({ database, log: silentLog, clock: () => test.clock.now }).indexAll()
    const { rows } = await sql<{ rows: number }>`
      SELECT reltuples AS rows FROM pg_class WHERE oid = 'chat_search'::regclass`.execute(test.database.db)
    expect(rows[0]?.rows).toBeGreaterThanOrEqual(1499)
  })
})
