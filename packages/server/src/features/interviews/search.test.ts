import { edit as editMessage, message, searchMessages } from '@stoa/contract/chat'
import { documentBegun } from '@stoa/contract/interviews'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type InterviewTest, type Person, testInterviews } from './interviews.testing.ts'

let test: InterviewTest
let ada: Person

beforeAll(async () => {
  test = await testInterviews()
  ada = await test.person('Ada')
})
afterAll(() => test.close())

it('M6: what was said in an interview is found, and the index passes its editor’s updates over in one step', async () => {
  const session = await ada.begin('Talked over')
  const document = (await ada.entries(session.id)).find(({ type }) => type === documentBegun.name)?.seq ?? 0
  const first = await ada.send(session.id, message, { text: 'alpha' })
  await sql`
    INSERT INTO entries (room_id, seq, type, author, about, at, counted, body)
    SELECT ${session.id}::uuid, n, 'interview.update', ${ada.user}::uuid, ${document}, ${test.clock.now}::bigint, 1, '{}'
    FROM generate_series(${first + 1}::int, ${first + 20_000}::int) n`.execute(test.database.db)
  await sql`UPDATE rooms SET head = ${first + 20_000} WHERE id = ${session.id}`.execute(test.database.db)
  await ada.send(session.id, message, { text: 'beta' })
  await ada.send(session.id, editMessage, { text: 'gamma' }, { about: first })
  const find = async (query: string) =>
    (await ada.call(searchMessages, { query: { query } })).hits.map((hit) => hit.message.text)
  const expected = { alpha: [], beta: ['beta'], gamma: ['gamma'] }
  for (const [query, texts] of Object.entries(expected)) expect(await find(query)).toEqual(texts)
  const statements = await test.indexChat()
  expect(statements).toBeLessThan(20)
  for (const [query, texts] of Object.entries(expected)) expect(await find(query)).toEqual(texts)
  const { rows } = await sql<{ behind: number }>`
    SELECT r.head - p.indexed AS behind FROM rooms r JOIN chat_search_progress p ON p.room_id = r.id
    WHERE r.id = ${session.id}`.execute(test.database.db)
  expect(rows).toEqual([{ behind: 0 }])
})
