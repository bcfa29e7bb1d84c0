import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ada, edited, entry, item, reacted } from '../testing/entries.testing.ts'
import { append, extendFrom, fold, makeRoom, nearest, prepend, type Stretch, stretchOf } from './stretch.ts'

const page = { quotes: [], before: null, after: null }

function newest(...seqs: number[]): Stretch {
  return stretchOf({ ...page, head: seqs.at(-1) ?? 0, items: seqs.map((seq) => item(seq)) })
}

test('live entries follow the newest page', () => {
  const stretch = newest(1, 2)
  fold(stretch, [entry(3), edited(4, 1, 'changed'), entry(5)])
  expect(stretch.order).toEqual([1, 2, 3, 5])
  expect(stretch.items.get(1)).toMatchObject({ text: 'changed', asOf: 4 })
  expect(stretch.upTo).toBe(5)
})

test('what is on the page already is not shown twice when it comes live, late or again', () => {
  const stretch = newest(1, 2, 3)
  fold(stretch, [entry(2), entry(3), entry(4), entry(3), entry(4)])
  expect(stretch.order).toEqual([1, 2, 3, 4])
})

test('a page may hold more than the head it was read at', () => {
  const stretch = stretchOf({ ...page, head: 2, items: [item(1), item(2), item(3)] })
  fold(stretch, [entry(3), entry(4)])
  expect(stretch.order).toEqual([1, 2, 3, 4])
})

test('in the past no live message is shown, as there would be a hole before it, but changes are', () => {
  const stretch = stretchOf({ ...page, head: 100, after: 12, items: [item(11), item(12)] })
  fold(stretch, [entry(101), reacted(102, 11, '👍', ada)])
  expect(stretch.order).toEqual([11, 12])
  expect(stretch.items.get(11)).toMatchObject({ reactions: { [ada]: '👍' } })
})

test('paging on from the past reaches the head, and then live messages follow', () => {
  const stretch = stretchOf({ ...page, head: 14, before: 11, after: 12, items: [item(11), item(12)] })
  append(stretch, { ...page, head: 14, items: [item(13), item(14)] })
  expect(stretch.reach).toBe('head')
  fold(stretch, [entry(14), entry(15)])
  prepend(stretch, { ...page, head: 15, items: [item(9), item(10)] })
  expect(stretch.order).toEqual([9, 10, 11, 12, 13, 14, 15])
  expect(stretch.before).toBeNull()
})

test('a stretch kept from last time takes no live messages, as it may lack the newest', () => {
  const stretch: Stretch = { ...newest(1, 2), reach: 'stored' }
  fold(stretch, [entry(7)])
  expect(stretch.order).toEqual([1, 2])
})

test('a room that goes on for hours forgets its oldest, which can be loaded again', () => {
  const stretch = newest(1)
  for (let seq = 2; seq <= 11_000; seq += 1) fold(stretch, [entry(seq)])
  expect(stretch.order.length).toBeLessThanOrEqual(10_000)
  expect(stretch.order.at(-1)).toBe(11_000)
  expect(stretch.items.size).toBe(stretch.order.length)
  expect(stretch.before).toBe(stretch.order[0])
})

test('whoever pages back for long keeps what they read, and what is newer can be loaded again', () => {
  const stretch = newest(9_999, 10_000)
  stretch.before = 9_999
  for (let end = 9_998; end > 0; end -= 50) {
    makeRoom(stretch, 'before')
    const from = Math.max(1, end - 49)
    const items = Array.from({ length: end - from + 1 }, (_, n) => item(from + n))
    prepend(stretch, { ...page, head: 10_000, items, before: from > 1 ? from : null })
    expect(stretch.order.slice(0, 1_000)).toEqual(
      Array.from({ length: Math.min(1_000, stretch.order.length) }, (_, n) => from + n),
    )
  }
  expect(stretch.order.length).toBeLessThanOrEqual(5_050)
  expect([stretch.before, stretch.reach, stretch.after]).toEqual([null, 'past', stretch.order.at(-1)])
  fold(stretch, [entry(10_001)])
  const last = stretch.order.at(-1) ?? 0
  append(stretch, { ...page, head: 10_001, items: [item(last + 1), item(last + 2)], after: last + 2 })
  expect(stretch.order.slice(-2)).toEqual([last + 1, last + 2])
  expect(stretch.items.size).toBe(stretch.order.length)
})

test.each([
  ['before', 'after'],
  ['after', 'before'],
] as const)('a page under way at one end is left out where paging %s made room there', (growing, other) => {
  const seqs = Array.from({ length: 5_000 }, (_, n) => n + 1_001)
  const stretch: Stretch = { ...newest(...seqs), reach: 'past', before: 1_001, after: 6_000 }
  const edge = stretch[other] ?? 0
  makeRoom(stretch, growing)
  const kept = [...stretch.order]
  const late = { ...page, head: 9_000, items: [item(other === 'after' ? 6_001 : 1_000)] }
  expect(extendFrom(stretch, { end: other, edge }, late)).toBe(false)
  expect(stretch.order).toEqual(kept)
  const next = stretch[other] ?? 0
  const asked = { ...page, head: 9_000, items: [item(other === 'after' ? next + 1 : next - 1)] }
  expect(extendFrom(stretch, { end: other, edge: next }, asked)).toBe(true)
  expect(stretch.order.length).toBe(kept.length + 1)
})

test('whoever pages on for long keeps what they read, and what is older can be loaded again', () => {
  const stretch = newest(1, 2)
  Object.assign(stretch, { reach: 'past', after: 2 })
  for (let from = 3; from < 9_000; from += 50) {
    makeRoom(stretch, 'after')
    append(stretch, {
      ...page,
      head: 10_000,
      items: Array.from({ length: 50 }, (_, n) => item(from + n)),
      after: from + 49,
    })
    expect(stretch.order.at(-1)).toBe(from + 49)
  }
  expect(stretch.order.length).toBeLessThanOrEqual(5_050)
  expect(stretch.before).toBe(stretch.order[0])
})

test('a seq that is no message leads to the next one, or to the last', () => {
  const stretch = newest(2, 5, 9)
  expect([1, 5, 6, 10].map((seq) => nearest(stretch, seq))).toEqual([2, 5, 9, 9])
})

test('T5: whatever a page, the pages around it and the live entries have in common, nothing is missing or doubled', () => {
  const heads = fc.record({ head: fc.integer({ min: 20, max: 30 }), size: fc.integer({ min: 1, max: 20 }) })
  const overlaps = fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 6 })
  fc.assert(
    fc.property(heads, overlaps, ({ head, size }, backs) => {
      const seqs = Array.from({ length: size }, (_, n) => head - size + 1 + n)
      const stretch = newest(...seqs)
      let reached = head
      for (const back of backs) {
        const from = Math.max(1, reached - back)
        fold(
          stretch,
          Array.from({ length: 12 }, (_, n) => entry(from + n)),
        )
        reached = Math.max(reached, from + 11)
      }
      const first = head - size + 1
      prepend(stretch, {
        ...page,
        head: reached,
        items: Array.from({ length: first }, (_, n) => item(n + 1)),
      })
      expect(stretch.order).toEqual(Array.from({ length: reached }, (_, n) => n + 1))
    }),
  )
})
