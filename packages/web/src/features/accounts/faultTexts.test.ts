import { Fault } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { signInProblem } from './faultTexts.ts'

test('a wait is said in seconds or minutes, whichever a person would say', () => {
  const tooMany = (retryAfter: number) =>
    signInProblem(new Fault('TOO_MANY', undefined, { details: { retryAfter } }))
  expect(tooMany(42_000)).toContain('in 42 seconds')
  expect(tooMany(29.5 * 60_000)).toContain('in 30 minutes')
  expect(signInProblem(new Fault('LOCKED'))).toContain('half an hour')
})
