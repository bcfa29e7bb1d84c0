import { describe, expect, test } from 'vitest'
import { compareLines, matches } from './compare.ts'
import { outcomeOf, passed, reportOf, type TestRun } from './report.ts'

const ran = (change: Partial<TestRun> = {}): TestRun => ({
  test: { id: '8a1f3f0e-0c39-4f0f-9c1b-7f0e5a2b9d11', name: 'adds', input: '1 2', expected: '3' },
  hidden: false,
  outcome: 'finished',
  actual: '3\n',
  errors: '',
  ...change,
})
const secret = ran({
  test: {
    id: '8a1f3f0e-0c39-4f0f-9c1b-7f0e5a2b9d12',
    name: 'sesame-name',
    input: 'sesame-in',
    expected: 'sesame-out',
  },
  hidden: true,
  actual: 'sesame-actual',
  outcome: 'timeout',
})

describe('what a test expects', () => {
  test.each([
    ['3', '3\n', true],
    ['a \nb', 'a\nb\n\n', true],
    ['a\r\nb', 'a\nb', true],
    ['', '\n', true],
    ['3', '4', false],
    ['a b', 'a  b', false],
    [' a', 'a', false],
    ['a\n\nb', 'a\nb', false],
  ])('%j and %j: %j', (expected, actual, same) => {
    expect(matches(expected, actual)).toBe(same)
  })

  test('is set beside what was written, line by line', () => {
    expect(compareLines('one\ntwo', 'one\n2\nthree')).toEqual([
      { expected: 'one', actual: 'one', same: true },
      { expected: 'two', actual: '2', same: false },
      { expected: undefined, actual: 'three', same: false },
    ])
  })
})

test('a test is passed by the right output of a program that went well', () => {
  expect(passed(ran())).toBe(true)
  expect(passed(ran({ actual: '4' }))).toBe(false)
  expect(passed(ran({ outcome: 'failed' }))).toBe(false)
})

test('a run of tests ended as the worst of them', () => {
  expect(outcomeOf([ran(), ran()])).toBe('finished')
  expect(outcomeOf([ran(), ran({ outcome: 'failed' }), ran({ outcome: 'timeout' })])).toBe('timeout')
})

describe('P9: what everybody is told', () => {
  test('has nothing of the hidden tests, not even how many there are', () => {
    const report = reportOf([ran({ actual: '5', outcome: 'failed', errors: 'boom' }), secret])
    expect(report.tests).toEqual([{ name: 'adds', passed: false }])
    expect(report.outcome).toBe('failed')
    expect(report.output).toBe('✗ adds\nExpected:\n3\nIt wrote:\n5\nIt failed.\nboom')
    expect(JSON.stringify(report)).not.toContain('sesame')
  })

  test('is the same with hidden tests and without', () => {
    expect(reportOf([ran(), secret])).toEqual(reportOf([ran()]))
  })
})
