import type { Scorecard } from '@stoa/contract/interviews'
import { expect, test } from 'vitest'
import { criteriaIn } from './criteria.ts'
import { isSame, meanOf, scorecardFor, seesOthers } from './scores.ts'

const written: Scorecard = {
  scores: [
    { criterion: 'Testing', score: 4, comment: 'wrote three' },
    { criterion: 'Depth', score: null, comment: '' },
    { criterion: 'Clarity', score: 3, comment: '' },
  ],
  recommendation: null,
  summary: 'so far so good',
}

test('a changed rubric keeps what was written for the criteria that stay', () => {
  expect(scorecardFor(['Clarity', 'Speed'], written)).toEqual({
    scores: [
      { criterion: 'Clarity', score: 3, comment: '' },
      { criterion: 'Speed', score: null, comment: '' },
    ],
    recommendation: null,
    summary: 'so far so good',
  })
})

test('others’ scorecards show only to who has given a recommendation', () => {
  expect(seesOthers(undefined)).toBe(false)
  expect(seesOthers(written)).toBe(false)
  expect(seesOthers({ ...written, recommendation: 'strong_no' })).toBe(true)
})

test('the mean leaves out what was not scored', () => {
  expect(meanOf(written)).toBe(3.5)
  expect(meanOf(scorecardFor(['Depth'], undefined))).toBeUndefined()
})

test('criteria are read a line each, once each, and no more than a rubric holds', () => {
  expect(criteriaIn(' Depth \n\nDepth\nClarity')).toEqual(['Depth', 'Clarity'])
  expect(criteriaIn(Array.from({ length: 30 }, (_, at) => `Criterion ${at}`).join('\n'))).toHaveLength(20)
  expect(criteriaIn('x'.repeat(300))).toEqual(['x'.repeat(100)])
})

test('a scorecard is told from what is not the same in every part', () => {
  expect(isSame(written, structuredClone(written))).toBe(true)
  expect(isSame(written, undefined)).toBe(false)
  expect(isSame(written, { ...written, summary: '' })).toBe(false)
  expect(isSame(written, { ...written, recommendation: 'yes' })).toBe(false)
  expect(isSame(written, { ...written, scores: written.scores.slice(1) })).toBe(false)
  const scores = written.scores.map((one) => ({ ...one, comment: 'other' }))
  expect(isSame(written, { ...written, scores })).toBe(false)
})
