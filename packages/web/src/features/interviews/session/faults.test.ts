import { Fault } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { problemOf } from './faults.ts'

test.each([
  [4200, 'That was too often. Try again in 5 seconds.'],
  [300, 'That was too often. Try again in 1 second.'],
])('P4: a refusal to be repeated after %d ms says when', (retryAfter, text) => {
  expect(problemOf(new Fault('TOO_MANY', undefined, { details: { retryAfter } }))).toBe(text)
})

test('any other refusal speaks for itself', () => {
  expect(problemOf(new Fault('NOT_ALLOWED', 'Only interviewers may.'))).toBe('Only interviewers may.')
})
