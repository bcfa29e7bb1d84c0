import { randomUUID } from 'node:crypto'
import type { RoomId } from '@stoa/contract/http'
import {
  changeSession,
  createQuestion,
  createSession,
  defaultRubric,
  documentBegun,
  emptySession,
  emptyStaff,
  endSession,
  foldSession,
  foldStaff,
  getSession,
  type InterviewSession,
  joinSession,
  listSessions,
  type Question,
  templates,
  version,
} from '@stoa/contract/interviews'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fault, type InterviewTest, type Person, testInterviews, textOf } from '../interviews.testing.ts'

let test: InterviewTest
let ada: Person
let bob: Person

beforeAll(async () => {
  test = await testInterviews()
  ada = await test.person('Ada')
  bob = await test.person('Bob')
})
afterAll(() => test.close())

const look = (person: Person, session: { readonly id: RoomId }) =>
  person.call(getSession, { params: { session: session.id } })
const change = (person: Person, session: InterviewSession, body: { title?: string; locked?: boolean }) =>
  person.call(changeSession, { params: { session: session.id }, body })
const end = (person: Person, session: InterviewSession) =>
  person.call(endSession, { params: { session: session.id } })

/** What everybody sees, and what interviewers see. */
async function inside(session: InterviewSession) {
  const entries = await ada.entries(session.id)
  const staff = session.staffRoom === null ? [] : await ada.entries(session.staffRoom)
  return {
    entries,
    content: entries.reduce(foldSession, emptySession),
    staff: staff.reduce(foldStaff, emptyStaff),
  }
}

async function question(): Promise<Question> {
  const test = (name: string) => ({ id: randomUUID(), name, input: '1', expected: '2' })
  return ada.call(createQuestion, {
    body: {
      ...{ title: 'Increment', language: 'go', prompt: 'Add one.\r\nQuickly.', code: 'package main\r\n' },
      ...{ tests: [test('seen')], hiddenTests: [test('unseen')], rubric: ['Speed'] },
    },
  })
}

describe('beginning an interview', () => {
  it('gives an empty document in its language, a staff room with the usual rubric, and links', async () => {
    const session = await ada.begin('Backend engineer', { language: 'python' })
    expect(session).toMatchObject({
      ...{ title: 'Backend engineer', language: 'python', status: 'open', role: 'interviewer' },
      ...{
        owner: ada.user,
        locked: false,
        endedAt: null,
        createdAt: test.clock.now,
        activeAt: test.clock.now,
      },
      participants: [{ user: ada.user, name: 'Ada', role: 'interviewer', guest: false }],
    })
    expect(Object.values(session.links ?? {}).every((link) => link.startsWith(`/join/${session.id}#`))).toBe(
      true,
    )
    expect(new Set(Object.values(session.links ?? {})).size).toBe(3)
    const { entries, content, staff } = await inside(session)
    expect(content.documents).toMatchObject([{ kind: 'code', name: 'main.py', language: 'python' }])
    expect(content.tests).toEqual([])
    expect(textOf(entries, content.documents[0]?.seq ?? 0)).toBe('')
    expect(staff).toMatchObject({ criteria: defaultRubric, hiddenTests: [], notes: [] })
  })

  it('from a template: its code, its question beside it, and its tests for everybody', async () => {
    for (const template of templates) {
      const session = await ada.begin('From a template', { template: template.id })
      expect(session.language).toBe(template.language)
      const { entries, content } = await inside(session)
      expect(content.documents.map(({ language }) => language)).toEqual([template.language, 'text'])
      expect(content.documents.map(({ seq }) => textOf(entries, seq))).toEqual([
        template.code,
        template.prompt,
      ])
      expect(content.tests.map(({ name }) => name)).toEqual(template.tests.map(({ name }) => name))
    }
  })

  it('P9: from a question: its hidden tests and rubric in the staff room alone; line ends are LF', async () => {
    const session = await ada.begin('From the library', { question: (await question()).id })
    const { entries, content, staff } = await inside(session)
    expect(session.language).toBe('go')
    expect(content.documents.map(({ name }) => name)).toEqual(['main.go', 'Question'])
    expect(content.documents.map(({ seq }) => textOf(entries, seq))).toEqual([
      'package main\n',
      'Add one.\nQuickly.',
    ])
    expect(content.tests.map(({ name }) => name)).toEqual(['seen'])
    expect(staff.hiddenTests.map(({ name }) => name)).toEqual(['unseen'])
    expect(staff.criteria).toEqual(['Speed'])
    expect(JSON.stringify(entries)).not.toContain('unseen')
  })

  it('refuses what there is none of, both at once, another’s question and a title nobody can see', async () => {
    await expect(ada.begin('x', { template: 'nothing' })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(ada.begin('x', { question: randomUUID() })).rejects.toMatchObject(fault('NOT_FOUND'))
    const { id } = await question()
    await expect(bob.begin('x', { question: id })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(ada.begin('x', { question: id, template: 'two-sum' })).rejects.toMatchObject(
      fault('BAD_REQUEST'),
    )
    for (const title of ['', '  ', '\u200b', 'a\nb', 'x'.repeat(101), 'half \ud83d'])
      await expect(ada.begin(title)).rejects.toMatchObject(fault('BAD_REQUEST'))
  })
})

describe('my interviews', () => {
  it('are listed newest first, a page at a time, those of others not', async () => {
    const dora = await test.person('Dora')
    const titles = ['one', 'two', 'three', 'four', 'five']
    for (const title of titles) {
      test.clock.now += 1000
      await dora.begin(title)
    }
    const list = (query: { before?: number; limit?: number }) => dora.call(listSessions, { query })
    const first = await list({ limit: 3 })
    const second = await list({ limit: 3, before: first.sessions.at(-1)?.createdAt ?? 0 })
    expect([...first.sessions, ...second.sessions].map(({ title }) => title)).toEqual(titles.toReversed())
    expect((await bob.call(listSessions, { query: {} })).sessions).toEqual([])
  })

  it('tell when something was last written', async () => {
    const session = await ada.begin('Active')
    test.clock.now += 60_000
    await ada.send(session.id, version, { name: 'first' })
    expect((await look(ada, session)).activeAt).toBe(test.clock.now)
  })

  it('T8: one that there is none of, and one that I am not in, are the same to me', async () => {
    const session = await ada.begin('Secret')
    const nowhere = { ...session, id: randomUUID() as RoomId }
    for (const one of [session, nowhere]) {
      await expect(look(bob, one)).rejects.toMatchObject(fault('NOT_FOUND'))
      await expect(change(bob, one, { locked: true })).rejects.toMatchObject(fault('NOT_FOUND'))
      await expect(end(bob, one)).rejects.toMatchObject(fault('NOT_FOUND'))
      await expect(bob.entries(one.id)).rejects.toMatchObject(fault('NOT_FOUND'))
    }
  })
})

describe('changing an interview', () => {
  it('renames it and its rooms; only interviewers may', async () => {
    const session = await ada.begin('Before')
    await bob.join(session, 'candidate')
    expect((await change(ada, session, { title: 'After' })).title).toBe('After')
    expect((await ada.entries(session.id)).at(-1)).toMatchObject({
      type: 'room.changed',
      body: { name: 'After' },
    })
    await expect(change(bob, session, { title: 'Mine' })).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(end(bob, session)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(change(ada, session, { title: ' ' })).rejects.toMatchObject(fault('BAD_REQUEST'))
    expect((await look(bob, session)).title).toBe('After')
  })

  it('locks it: candidates only read, whether they were there or come then, until it is unlocked', async () => {
    const session = await ada.begin('Locked')
    await bob.join(session, 'candidate')
    expect((await change(ada, session, { locked: true })).locked).toBe(true)
    const late = await test.guest(session, 'candidate', 'Late')
    const write = (person: Person) => person.send(session.id, version, { name: 'mine' })
    for (const person of [bob, late]) await expect(write(person)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await write(ada)
    // Locking what is locked is no change.
    const before = (await ada.entries(session.id)).length
    await change(ada, session, { locked: true })
    expect((await ada.entries(session.id)).length).toBe(before)
    await change(ada, session, { locked: false })
    for (const person of [bob, late]) await write(person)
  })

  it('tells the room of the lock also where there is no candidate yet', async () => {
    const session = await ada.begin('Alone')
    const before = (await ada.entries(session.id)).length
    await change(ada, session, { locked: true })
    expect((await ada.entries(session.id)).length).toBe(before + 1)
  })
})

describe('an interview that has ended', () => {
  it('is read by all, written by nobody, and changed no more; ending it again changes nothing', async () => {
    const session = await ada.begin('Over')
    await bob.join(session, 'candidate')
    test.clock.now += 1000
    const ended = await end(ada, session)
    expect(ended).toMatchObject({ status: 'ended', endedAt: test.clock.now })
    expect((await end(ada, session)).endedAt).toBe(ended.endedAt)
    await expect(change(ada, session, { title: 'x' })).rejects.toMatchObject(fault('GONE'))
    for (const person of [ada, bob]) {
      await expect(person.send(session.id, version, { name: 'x' })).rejects.toMatchObject(
        fault('ROOM_CLOSED'),
      )
      expect((await person.entries(session.id)).some(({ type }) => type === documentBegun.name)).toBe(true)
      expect((await look(person, session)).status).toBe('ended')
    }
  })

  it('P6: ends by itself once nothing was written for so long, and keeps what was', async () => {
    const [idle, busy] = [await ada.begin('Idle'), await ada.begin('Busy')]
    const staffed = await ada.begin('Only notes')
    test.clock.now += 20 * 60_000
    await ada.send(busy.id, version, { name: 'x' })
    await ada.send(staffed.staffRoom ?? staffed.id, { name: 'interview.note' }, { text: 'Thinking', seq: 1 })
    await test.work('interviews.idle')
    expect((await look(ada, idle)).status).toBe('open')
    test.clock.now += 10 * 60_000
    await test.work('interviews.idle')
    expect(await look(ada, idle)).toMatchObject({ status: 'ended', endedAt: test.clock.now })
    expect((await look(ada, busy)).status).toBe('open')
    expect((await look(ada, staffed)).status).toBe('open')
    expect((await inside(idle)).content.documents).toHaveLength(1)
    await test.work('interviews.idle')
    expect((await look(ada, idle)).endedAt).toBe(test.clock.now)
  })
})

describe('limits', () => {
  let own: InterviewTest
  let eve: Person
  let session: InterviewSession
  beforeAll(async () => {
    own = await testInterviews(undefined, { rateLimitScale: '1' })
    eve = await own.person('Eve')
    session = await eve.begin('First')
  })
  afterAll(() => own.close())

  const refused = { code: 'TOO_MANY', details: { retryAfter: expect.any(Number) } }
  const calls: readonly (readonly [string, number, () => Promise<unknown>])[] = [
    // One was begun already.
    ['begun', 9, () => eve.call(createSession, { body: { title: '\u200b' } })],
    ['read', 100, () => look(eve, session)],
    [
      'joined',
      20,
      () =>
        own.stranger.call(joinSession, { params: { session: session.id }, body: { code: 'x', name: 'Gus' } }),
    ],
  ]
  it.each(calls)(
    'P5: an interview may be %s so often a minute, and who is refused is told when to retry',
    async (_, count, call) => {
      const answers = await Promise.allSettled(Array.from({ length: count }, call))
      for (const answer of answers)
        if (answer.status === 'rejected') expect(answer.reason).not.toMatchObject(refused)
      await expect(call()).rejects.toMatchObject(refused)
    },
  )
})
