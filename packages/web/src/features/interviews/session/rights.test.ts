import { expect, test } from 'vitest'
import { readOnlyReason } from './rights.ts'

test.each([
  ['open', 'interviewer', false, true],
  ['open', 'interviewer', true, true],
  ['open', 'candidate', false, true],
  ['open', 'candidate', true, false],
  ['open', 'observer', false, false],
  ['ended', 'interviewer', false, false],
  ['ended', 'candidate', false, false],
] as const)(
  'in a session that is %s, the %s with the lock at %s may write: %s',
  (status, role, locked, may) => {
    expect(readOnlyReason({ status, role, locked }) === undefined).toBe(may)
  },
)
