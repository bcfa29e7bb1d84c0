import { type KyselyPlugin, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../platform/database/database.ts'
import { silentLog } from '../../../platform/database/testing.ts'
import { type ChatTest, type Person, testChat } from '../chat.testing.ts'
import { indexBatch } from './batch.ts'
import { readUnread, writeTerms } from './index-store.ts'
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

/** Waits for what the background does. */
const indexedWill = (room: string) => expect.poll(() => indexedTexts(room), { timeout: 20_000 })

/** The database, told of each statement before it is asked. */
function observed(before: () => void): Database {
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      before()
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { ...test.database, db: test.database.db.withPlugin(plugin) }
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
      const batch = await indexBatch(test.database.db, { rooms: [room.id], limit: 2 })
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
    const indexer = createIndexer({
      database: test.database,
      ...{ log: silentLog, clock: () => test.clock.now, quiet: 0 },
    })
    const stop = indexer.start()
    await indexedWill(room.id).toEqual(['before'])
    await ada.say(room, 'after')
    indexer.touch([room.id])
    await indexedWill(room.id).toEqual(['before', 'after'])
    await stop()
  })

  it('M6: while people send, waits for a pause, yet no longer than it has patience', async () => {
    const room = await ada.group('Busy')
    await ada.say(room, 'one')
    const indexer = createIndexer({
      database: test.database,
      ...{ log: silentLog, clock: () => Date.now(), quiet: 60_000, patience: 1 },
    })
    const stop = indexer.start()
    indexer.touch([room.id])
    await indexedWill(room.id).toEqual(['one'])
    await stop()
  })

  it('O5: goes on where the database went away for a while', async () => {
    const room = await ada.group('Interrupted')
    await ada.say(room, 'one')
    let asked = 0
    const indexer = createIndexer({
      // The first is asked which rooms it is behind in, the second for what is in them.
      database: observed(() => {
        asked += 1
        if (asked === 2) throw new Error('away')
      }),
      ...{ log: silentLog, clock: () => test.clock.now, quiet: 0 },
    })
    const stop = indexer.start()
    await indexedWill(room.id).toEqual(['one'])
    await stop()
    expect(asked).toBeGreaterThan(2)
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
        indexBatch(test.database.db, { rooms: [room.id], limit: 10 }),
        ada.remove(room, seq),
        indexBatch(test.database.db, { rooms: [room.id], limit: 10 }),
      ])
    }
    await test.chat.indexAll()
    expect(await indexedTexts(room.id)).toEqual([])
  })

  it('T12: a message deleted after it was read is left out of what is written', async () => {
    const room = await ada.group('Overtaken')
    const kept = await ada.say(room, 'kept')
    const gone = await ada.say(room, 'gone')
    const { rows, stretches } = await readUnread(test.database.db, [room.id], 10)
    await ada.remove(room, gone)
    const added = rows.map(({ room, at, seq, text }) => ({ room, at, seq, terms: new Set([text ?? '']) }))
    expect(added.map((one) => one.seq)).toEqual([kept, gone])
    expect(await writeTerms(test.database.db, { stretches, added, changed: [] })).toEqual([room.id])
    expect(await indexedTexts(room.id)).toEqual(['kept'])
    await test.chat.indexAll()
    expect(await indexedTexts(room.id)).toEqual(['kept'])
  })

  it('M6: of two that read the same, the slower one changes nothing', async () => {
    const room = await ada.group('Raced')
    await ada.say(room, 'said')
    const { rows, stretches } = await readUnread(test.database.db, [room.id], 10)
    const write = (term: string) =>
      writeTerms(test.database.db, {
        stretches,
        added: rows.map(({ room, at, seq }) => ({ room, at, seq, terms: new Set([term]) })),
        changed: [],
      })
    expect(await write('quicker')).toEqual([room.id])
    expect(await write('slower')).toEqual([])
    expect(await indexedTexts(room.id)).toEqual(['quicker'])
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
