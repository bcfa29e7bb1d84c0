import { expect, test } from 'vitest'
import { problemOfEmote, problemsOf } from './settings.ts'

const good = { interval: '30', threshold: '0.3', allowedEmotes: ['🔥', 'GG'] }

test('E6: each field has its own complaint', () => {
  expect(problemsOf(good)).toEqual({})
  expect(Object.keys(problemsOf({ interval: '0', threshold: '1', allowedEmotes: [] }))).toEqual([
    'interval',
    'threshold',
    'allowedEmotes',
  ])
})

test.each(['', ' ', '0', '1001', '2.5', 'x', '-1'])('E6: an interval of “%s” is refused', (interval) => {
  expect(Object.keys(problemsOf({ ...good, interval }))).toEqual(['interval'])
})

test.each(['', '0', '1', '1.2', '-0.1', 'half'])('E6: a threshold of “%s” is refused', (threshold) => {
  expect(Object.keys(problemsOf({ ...good, threshold }))).toEqual(['threshold'])
})

test('E6: a comma is as good as a point', () => {
  expect(problemsOf({ ...good, threshold: '0,25' })).toEqual({})
})

test('E6: an emote is one emoji or a short word, and there once', () => {
  expect(problemOfEmote('🏛️', [])).toBeUndefined()
  expect(problemOfEmote('GG', ['🔥'])).toBeUndefined()
  expect(problemOfEmote('two words', [])).toContain('without spaces')
  expect(problemOfEmote('elevenchars', [])).toContain('10')
  expect(problemOfEmote('🔥', ['🔥'])).toContain('already')
  expect(
    problemOfEmote(
      'x',
      Array.from({ length: 64 }, (_, at) => `e${at}`),
    ),
  ).toContain('64')
})
