import { getMe } from '@stoa/contract/accounts'
import { message } from '@stoa/contract/chat'
import {
  deleteSession,
  endSession,
  getDocument,
  getSession,
  joinSession,
  listSessions,
  note,
  version,
} from '@stoa/contract/interviews'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeOf, fault, type InterviewTest, type Person, testInterviews } from '../interviews.testing.ts'

let test: InterviewTest
let ada: Person

beforeAll(async () => {
  test = await testInterviews()
  ada = await test.person('Ada')
})
afterAll(() => test.close())

it('T12: a deleted interview is gone for everybody, and out of every table', async () => {
  const bob = await test.person('Bob')
  const session = await ada.begin('A secret title', { template: 'two-sum' })
  const { staffRoom } = session
  if (staffRoom === null) throw new Error('no staff room')
  await bob.join(session, 'interviewer')
  const gus = await test.guest(session, 'candidate', 'Gus')
  await gus.send(session.id, message, { text: 'A secret message' })
  await gus.send(session.id, version, { name: 'A secret version' })
  await bob.send(staffRoom, note, { text: 'A secret note', seq: 1 })
  await test.interviews.compactAll()

  for (const [person, code] of [
    [await test.person('Cleo'), 'NOT_FOUND'],
    [bob, 'NOT_ALLOWED'],
    [gus, 'NOT_ALLOWED'],
  ] as const)
    await expect(person.call(deleteSession, { params: { session: session.id } })).rejects.toMatchObject(
      fault(code),
    )
  await ada.call(endSession, { params: { session: session.id } })
  await ada.call(deleteSession, { params: { session: session.id } })
  await test.work()

  const body = { code: codeOf(session, 'candidate'), name: 'Late' }
  await expect(
    test.stranger.call(joinSession, { params: { session: session.id }, body }),
  ).rejects.toMatchObject(fault('NOT_FOUND'))
  for (const person of [ada, bob]) {
    const params = { session: session.id }
    await expect(person.call(getSession, { params })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(person.call(deleteSession, { params })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(person.call(getDocument, { params: { ...params, document: 2 } })).rejects.toMatchObject(
      fault('NOT_FOUND'),
    )
    for (const room of [session.id, staffRoom])
      await expect(person.entries(room)).rejects.toMatchObject(fault('NOT_FOUND'))
    expect((await person.call(listSessions, { query: {} })).sessions).toEqual([])
  }
  const { rows } = await sql<{ bodies: number; left: number; named: number }>`
    SELECT
      (SELECT count(*)::int FROM entries WHERE room_id IN (${session.id}, ${staffRoom}) AND body <> '{}') AS bodies,
      (SELECT count(*)::int FROM interview_participants WHERE session_id = ${session.id})
        + (SELECT count(*)::int FROM interview_documents WHERE room_id = ${session.id})
        + (SELECT count(*)::int FROM room_members WHERE room_id IN (${session.id}, ${staffRoom})) AS left,
      (SELECT count(*)::int FROM rooms WHERE name LIKE '%secret%') AS named`.execute(test.database.db)
  expect(rows).toEqual([{ bodies: 0, left: 0, named: 0 }])
})

it('takes its guests with it, but those who were in another one', async () => {
  const [session, other] = [await ada.begin('Deleted'), await ada.begin('Kept')]
  const [gus, rita] = [
    await test.guest(session, 'candidate', 'Gus'),
    await test.guest(session, 'candidate', 'Rita'),
  ]
  await rita.join(other, 'observer')
  await ada.call(deleteSession, { params: { session: session.id } })
  await expect(gus.call(getMe, {})).rejects.toMatchObject(fault('SESSION_ENDED'))
  expect(await rita.call(getMe, {})).toMatchObject({ name: 'Rita' })
  expect((await rita.call(listSessions, { query: {} })).sessions.map(({ id }) => id)).toEqual([other.id])
})

it('T12: empties long timelines a part at a time, and a job that runs again does no harm', async () => {
  const session = await ada.begin('Long')
  await sql`
    INSERT INTO entries (room_id, seq, type, author, about, at, counted, body)
    SELECT ${session.id}::uuid, n, 'interview.update', ${ada.user}::uuid, 2, ${test.clock.now}::bigint, 0, '{"update": "x"}'
    FROM generate_series(10, 3000) n`.execute(test.database.db)
  await sql`UPDATE rooms SET head = 3000 WHERE id = ${session.id}`.execute(test.database.db)
  await ada.call(deleteSession, { params: { session: session.id } })
  await test.work()
  const job = test.interviews.jobs.find(({ name }) => name === 'interviews.erase')
  await job?.run({ room: session.id, about: null })
  const { rows } = await sql`
    SELECT FROM entries WHERE room_id = ${session.id} AND body <> '{}'`.execute(test.database.db)
  expect(rows).toEqual([])
})
