import {
  changeSession,
  emptySession,
  foldSession,
  getDocument,
  getSession,
  note,
  removeParticipant,
  update,
  version,
} from '@stoa/contract/interviews'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type PostgresServer, startPostgres } from '../../platform/database/postgres.testing.ts'
import { databaseOn } from '../../platform/database/testing.ts'
import {
  edit,
  editor,
  type InterviewTest,
  type Person,
  testInterviews,
  textOf,
} from './interviews.testing.ts'

let postgres: PostgresServer
let test: InterviewTest
let other: InterviewTest
let ada: Person

beforeAll(async () => {
  postgres = await startPostgres()
  test = await testInterviews(await databaseOn(postgres.url))
  other = await test.node()
  ada = await test.person('Ada')
})
afterAll(async () => {
  await test.close()
  await postgres.stop()
})

it('P2: two nodes over one PostgreSQL type in one document while people come, go, are locked and take notes', async () => {
  const session = await ada.begin('Crowded')
  const staff = session.staffRoom ?? session.id
  const there = other.known(ada.token, ada.user)
  const [document] = (await ada.entries(session.id)).reduce(foldSession, emptySession).documents
  if (document === undefined) throw new Error('no document')
  const typed = async (person: Person, word: string) => {
    const replica = editor()
    for (let n = 0; n < 40; n += 1) {
      const change = replica.change((text) => text.insert(text.length, `${word}${n} `))
      await person.send(session.id, update, edit(document.generation, change), { about: document.seq })
    }
  }
  const noted = async (person: Person) => {
    for (let n = 0; n < 40; n += 1) {
      await person.send(staff, note, { text: `${n}`, seq: 1 })
      await person.send(session.id, version, { name: `${n}` })
    }
  }
  const comings = async (node: InterviewTest) => {
    for (let n = 0; n < 8; n += 1) {
      const person = await node.person(`Interviewer ${n}`)
      await person.join(session, 'interviewer')
      await person.call(removeParticipant, { params: { session: session.id, user: person.user } })
    }
  }
  const locked = async () => {
    for (let n = 0; n < 16; n += 1)
      await ada.call(changeSession, { params: { session: session.id }, body: { locked: n % 2 === 0 } })
  }
  const compacted = async () => {
    for (let n = 0; n < 20; n += 1) await (n % 2 === 0 ? test : other).interviews.compactAll()
  }
  await Promise.all([
    ...[typed(ada, 'a'), typed(there, 'b'), noted(ada), noted(there)],
    ...[comings(test), comings(other), locked(), compacted()],
  ])

  const text = textOf(await ada.entries(session.id), document.seq)
  expect(text.match(/a\d+ /g)).toHaveLength(40)
  expect(text.match(/b\d+ /g)).toHaveLength(40)
  await test.interviews.compactAll()
  for (const person of [ada, there]) {
    const params = { session: session.id, document: document.seq }
    expect(editor((await person.call(getDocument, { params })).state).text.toString()).toBe(text)
  }
  const { participants } = await ada.call(getSession, { params: { session: session.id } })
  expect(participants.map(({ user }) => user)).toEqual([ada.user])
})
