import { documentBegun } from '@stoa/contract/interviews'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InterviewTest, type Person, testInterviews, textOf } from '../interviews.testing.ts'

let test: InterviewTest
let ada: Person

beforeAll(async () => {
  test = await testInterviews()
  ada = await test.person('Ada')
})
afterAll(() => test.close())

describe('an interview', () => {
  it('begins with an empty document in its language', async () => {
    const session = await ada.begin('Backend engineer', { language: 'python' })
    expect(session).toMatchObject({
      title: 'Backend engineer',
      language: 'python',
      status: 'open',
      role: 'interviewer',
    })
    const entries = await ada.entries(session.id)
    const [document] = entries.filter(({ type }) => type === documentBegun.name)
    expect(document?.body).toMatchObject({ kind: 'code', name: 'main.py', language: 'python' })
    expect(textOf(entries, document?.seq ?? 0)).toBe('')
  })
})
