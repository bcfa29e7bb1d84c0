import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, startPostgres } from '../../../platform/database/postgres.testing.ts'
import { databaseOn } from '../../../platform/database/testing.ts'
import { type ChatTest, type Person, testChat } from '../chat.testing.ts'
import { indexBatch } from './batch.ts'
import { deleteTerms, readUnread, writeTerms } from './index-store.ts'

// Only where transactions run side by side can one index what another is deleting.
let server: PostgresServer
let chat: ChatTest
let ada: Person
beforeAll(async () => {
  server = await startPostgres()
  chat = await testChat(await databaseOn(server.url))
  ada = chat.person('Ada')
})
afterAll(async () => {
  await chat.close()
  await server.stop()
})

async function indexed(room: string): Promise<string[]> {
  const { rows } = await sql<{ terms: string }>`
    SELECT array_to_string(tsvector_to_array(terms), ' ') AS terms FROM chat_search
    WHERE room_id = ${room}::uuid ORDER BY seq`.execute(chat.database.db)
  return rows.map((row) => row.terms)
}

/** A room with two messages, the second of which is not indexed yet and deleted by a transaction that waits after each of its steps. */
async function withDeletion() {
  const { db } = chat.database
  const room = await ada.group('Deleting')
  await ada.say(room, 'kept')
  // How far it is indexed is a row from now on, which one can find taken.
  await chat.chat.indexAll()
  const gone = await ada.say(room, 'gone')
  const { rows, stretches } = await readUnread(db, [room.id], 10)
  const write = () =>
    writeTerms(db, {
      stretches,
      added: rows.map(({ room, at, seq, text }) => ({ room, at, seq, terms: new Set([text ?? '']) })),
      changed: [],
    })
  const [emptied, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const [taken, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const deletion = chat.database.transaction(async (tx) => {
    await chat.rooms.redact(tx, [{ room: room.id, seq: gone }])
    emptied.resolve()
    await go.promise
    await deleteTerms(tx, [{ room: room.id, seq: gone }])
    taken.resolve()
    await end.promise
  })
  await emptied.promise
  return { room, write, go, taken, end, deletion }
}

test('T12: what is indexed while its deletion is under way is taken out by that', async () => {
  const { room, write, go, end, deletion } = await withDeletion()
  expect(await write()).toEqual([room.id])
  expect(await indexed(room.id)).toEqual(['kept', 'gone'])
  go.resolve()
  end.resolve()
  await deletion
  expect(await indexed(room.id)).toEqual(['kept'])
})

test('T12: a room whose messages are just being taken out of the index is left for the next time', async () => {
  const { room, write, go, taken, end, deletion } = await withDeletion()
  go.resolve()
  await taken.promise
  expect(await write()).toEqual([])
  end.resolve()
  await deletion
  await chat.chat.indexAll()
  expect(await indexed(room.id)).toEqual(['kept'])
})

test('M6: many who index the same rooms at once write each message once, and lose none', async () => {
  const rooms = await Promise.all(Array.from({ length: 5 }, (_, n) => ada.group(`Shared ${n}`)))
  for (const room of rooms) for (let n = 0; n < 12; n++) await ada.say(room, `word${n}`)
  const ids = rooms.map((room) => room.id)
  const follow = async () => {
    for (let left: readonly string[] = ids; left.length > 0; )
      left = (await indexBatch(chat.database.db, { rooms: ids, limit: 15 })).remaining
  }
  await Promise.all([follow(), follow(), follow(), follow()])
  for (const room of rooms)
    expect(await indexed(room.id)).toEqual(Array.from({ length: 12 }, (_, n) => `word${n}`))
})
