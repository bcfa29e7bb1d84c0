import { emoteSent, momentFound, momentGrown } from '@stoa/contract/emotes'
import { type Stream, streamChanged } from '@stoa/contract/streams'
import { expect, test } from 'vitest'
import { ada, agora, bob, entry } from '../testing/entries.testing.ts'
import { testTime } from '../testing/time.testing.ts'
import { withTally } from './counts.ts'
import { createEmotes } from './emotes.ts'
import { olives as stream } from './stream.testing.ts'
import { withEntry, withMoment } from './view.ts'

const changed = (seq: number, status: Stream['status'], publishers: Stream['publishers']) =>
  entry(seq, { type: streamChanged.name, author: null, body: { status, publishers } })

test('S1: a stream goes live, loses its publisher, has them back and ends for good', () => {
  const live = withEntry(stream, changed(1, 'live', [ada]))
  expect(live).toMatchObject({ status: 'live', publishers: [ada], startedAt: 1000, endedAt: null })
  const away = withEntry(live, changed(2, 'live', []))
  expect(away).toMatchObject({ publishers: [], startedAt: 1000 })
  const back = withEntry(away, changed(3, 'live', [ada, bob]))
  expect(back.publishers).toEqual([ada, bob])
  const ended = withEntry(back, changed(4, 'ended', []))
  expect(ended).toMatchObject({ status: 'ended', endedAt: 4000 })
  expect(withEntry(ended, changed(5, 'live', [ada]))).toBe(ended)
  expect(withEntry(live, entry(6))).toBe(live)
})

const moment = (count: number, final = false) => ({
  emote: '🔥',
  start: 0,
  end: 60_000,
  count,
  total: 100,
  ratio: count / 100,
  people: 5,
  final,
})

test('E5: a moment is there once, grows and is final; what is older or repeated changes nothing', () => {
  const found = entry(7, { type: momentFound.name, author: null, body: moment(40) })
  const grown = entry(9, { type: momentGrown.name, author: null, about: 7, body: moment(60, true) })
  const one = withMoment([], found)
  expect(one).toEqual([{ ...moment(40), seq: 7 }])
  const two = withMoment(one, grown)
  expect(two).toEqual([{ ...moment(60, true), seq: 7 }])
  expect(withMoment(two, grown)).toBe(two)
  expect(withMoment(two, found)).toBe(two)
})

test('E5: a moment that was none after all is taken away', () => {
  const found = withMoment([], entry(7, { type: momentFound.name, author: null, body: moment(40) }))
  const body = { ...moment(60, true), withdrawn: true }
  expect(withMoment(found, entry(9, { type: momentGrown.name, author: null, about: 7, body }))).toEqual([])
  expect(withMoment(found, entry(9, { type: momentGrown.name, author: null, about: 8, body }))).toEqual(found)
})

test('E2: tallies add up in the minute of their own time', () => {
  const first = withTally([], { at: 61_000, counts: { '🔥': 2 } })
  const second = withTally(first, { at: 119_999, counts: { '🔥': 1, '👍': 3 } })
  const late = withTally(second, { at: 59_999, counts: { '👍': 1 } })
  expect(late).toEqual([
    { at: 0, counts: { '👍': 1 } },
    { at: 60_000, counts: { '🔥': 3, '👍': 3 } },
  ])
})

test('E1: the 21st emote within a second is not sent, and one later is', async () => {
  const time = testTime()
  const sent: unknown[] = []
  const emotes = createEmotes({ signal: (_room, _type, body) => sent.push(body) }, agora, time)
  for (let n = 0; n < 20; n += 1) expect(emotes.send('🔥')).toBe(true)
  expect(emotes.send('🔥')).toBe(false)
  await time.pass(1200)
  expect(emotes.send('👍')).toBe(true)
  // The first one at once, those shortly after it together.
  expect(sent).toEqual([{ emote: '🔥' }, { emotes: Array<string>(19).fill('🔥') }])
  await time.pass(1200)
  expect(sent.slice(2)).toEqual([{ emotes: ['👍'] }])
  await time.pass(1200)
  expect(emotes.send('👍')).toBe(true)
  expect(sent.slice(3)).toEqual([{ emote: '👍' }])
})

test('E1: of whoever taps as fast as can be no two packets fall into one second of the server’s, even if one of them is slow', async () => {
  const time = testTime()
  const sent: { readonly at: number; readonly count: number }[] = []
  const signal: Parameters<typeof createEmotes>[0]['signal'] = (_room, _type, body) => {
    const told = emoteSent.body.parse(body)
    sent.push({ at: time.now(), count: 'emotes' in told ? told.emotes.length : 1 })
  }
  const emotes = createEmotes({ signal }, agora, time)
  let taken = 0
  for (let tap = 0; tap < 250; tap += 1) {
    if (emotes.send('🔥')) taken += 1
    await time.pass(40)
  }
  emotes.stop()
  const gaps = sent.slice(1, -1).map(({ at }, index) => at - (sent[index]?.at ?? 0))
  expect(gaps.length).toBeGreaterThan(5)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1200)
  expect(Math.max(...sent.map(({ count }) => count))).toBeLessThanOrEqual(20)
  expect(sent.reduce((sum, { count }) => sum + count, 0)).toBe(taken)
})

test('E1: what waits to be sent goes when the page is left', () => {
  const sent: unknown[] = []
  const emotes = createEmotes({ signal: (_room, _type, body) => sent.push(body) }, agora, testTime())
  emotes.send('🔥')
  emotes.send('👍')
  emotes.stop()
  expect(sent).toEqual([{ emote: '🔥' }, { emotes: ['👍'] }])
})
