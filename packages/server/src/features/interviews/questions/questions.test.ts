import { randomUUID } from 'node:crypto'
import {
  changeQuestion,
  createQuestion,
  createSession,
  deleteQuestion,
  listQuestions,
  type QuestionContent,
  type TestCase,
  testsLimit,
} from '@stoa/contract/interviews'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fault, type InterviewTest, type Person, testInterviews } from '../interviews.testing.ts'

let test: InterviewTest
let ada: Person
let bob: Person

beforeAll(async () => {
  test = await testInterviews()
  ada = await test.person('Ada')
  bob = await test.person('Bob')
})
afterAll(() => test.close())

const content = (title: string): QuestionContent => ({
  ...{ title, language: 'python', prompt: 'Why?', code: 'pass\n', rubric: ['Speed'] },
  tests: [{ id: randomUUID(), name: 'one', input: '1', expected: '1' }],
  hiddenTests: [{ id: randomUUID(), name: 'two', input: '2', expected: '2' }],
})
/** Test cases with so many characters of JSON. */
function casesOf(characters: number): TestCase[] {
  const one = (input: string, expected: string) => ({ id: randomUUID(), name: 'x', input, expected })
  const large = 'x'.repeat(10_000)
  const most = Array.from({ length: 17 }, () => one(large, large))
  const missing = characters - JSON.stringify([...most, one('', '')]).length
  return [...most, one('x'.repeat(missing), '')]
}
const add = (person: Person, body: QuestionContent) => person.call(createQuestion, { body })
const list = async (person: Person) => (await person.call(listQuestions, {})).questions

describe('a library of questions', () => {
  it('holds one’s own by title, to change and to delete', async () => {
    const second = await add(ada, content('Second'))
    const first = await add(ada, content('First'))
    expect(second).toEqual({ ...content('Second'), ...second })
    expect(await list(ada)).toEqual([first, second])
    test.clock.now += 1000
    const params = { question: second.id }
    const changed = await ada.call(changeQuestion, { params, body: { ...content('A new title'), code: '' } })
    expect(changed).toMatchObject({
      id: second.id,
      title: 'A new title',
      code: '',
      updatedAt: test.clock.now,
    })
    expect(await list(ada)).toEqual([changed, first])
    await ada.call(deleteQuestion, { params })
    expect(await list(ada)).toEqual([first])
    await expect(ada.call(deleteQuestion, { params })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(ada.call(changeQuestion, { params, body: content('x') })).rejects.toMatchObject(
      fault('NOT_FOUND'),
    )
  })

  it('is nobody else’s to read, change or delete', async () => {
    const { id } = await add(ada, content('Mine'))
    expect(await list(bob)).toEqual([])
    const params = { question: id }
    await expect(bob.call(changeQuestion, { params, body: content('x') })).rejects.toMatchObject(
      fault('NOT_FOUND'),
    )
    await expect(bob.call(deleteQuestion, { params })).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('refuses what no interview could begin with', async () => {
    const bad: Partial<QuestionContent>[] = [
      { title: ' ' },
      { prompt: 'a\0b' },
      { code: 'half \ud83d' },
      { rubric: ['a\0'] },
      { prompt: 'x'.repeat(20_001) },
      { hiddenTests: [{ id: randomUUID(), name: 'x', input: '\0', expected: '' }] },
    ]
    for (const change of bad)
      await expect(add(bob, { ...content('Bad'), ...change })).rejects.toMatchObject(fault('BAD_REQUEST'))
    expect(await list(bob)).toEqual([])
  })

  it('refuses tests that are larger than an interview can begin with, and says how large they may be', async () => {
    const largest = casesOf(testsLimit)
    expect(JSON.stringify(largest)).toHaveLength(testsLimit)
    for (const name of ['tests', 'hiddenTests'] as const) {
      const { id } = await add(ada, { ...content('Large'), [name]: largest })
      const begun = ada.call(createSession, { body: { title: 'Begins', question: id } })
      await expect(begun).resolves.toMatchObject({ title: 'Begins' })
      const larger = { ...content('Too large'), [name]: casesOf(testsLimit + 1) }
      const refused = { ...fault('BAD_REQUEST'), message: expect.stringContaining('350,000 characters') }
      await expect(add(ada, larger)).rejects.toMatchObject(refused)
      const params = { question: id }
      await expect(ada.call(changeQuestion, { params, body: larger })).rejects.toMatchObject(refused)
    }
  })

  it('still has, and begins interviews from, what was saved before there was a limit', async () => {
    const dora = await test.person('Dora')
    const large = { ...content('From before'), tests: casesOf(testsLimit + 1) }
    const question = randomUUID()
    await sql`
      INSERT INTO interview_questions (id, owner, title, content, updated_at)
      VALUES (${question}, ${dora.user}, ${large.title}, ${JSON.stringify(large)}, 0)`.execute(
      test.database.db,
    )
    expect(await list(dora)).toEqual([{ ...large, id: question, updatedAt: 0 }])
    const begun = dora.call(createSession, { body: { title: 'Begins', question } })
    await expect(begun).resolves.toMatchObject({ title: 'Begins' })
  })

  it('has room for 200', async () => {
    const cleo = await test.person('Cleo')
    await sql`
      INSERT INTO interview_questions (id, owner, title, content, updated_at)
      SELECT gen_random_uuid(), ${cleo.user}, n::text, ${JSON.stringify(content('x'))}, 0
      FROM generate_series(1, 199) n`.execute(test.database.db)
    await add(cleo, content('The last'))
    await expect(add(cleo, content('One more'))).rejects.toMatchObject({
      ...fault('CONFLICT'),
      details: { limit: 200 },
    })
    expect(await list(cleo)).toHaveLength(200)
  })
})
