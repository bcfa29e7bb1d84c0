import { mostStrokes, update as updateType } from '@stoa/contract/interviews'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  beginStretch,
  extendStretch,
  type Made,
  madeOf,
  mergeStretch,
  type Stretch,
  strokesOf,
} from './strokes.ts'

/** What each of these does to a text, a tenth of a second or so many milliseconds apart. */
function made(changes: readonly ((text: Y.Text) => void)[], apart = 100): Made[] {
  const doc = new Y.Doc()
  const all: Made[] = []
  doc.on('update', (one: Uint8Array, _origin: unknown, _doc: Y.Doc, change: Y.Transaction) =>
    all.push(madeOf(one, change, all.length * apart)),
  )
  for (const change of changes) change(doc.getText('text'))
  return all
}

/** All of these as one. */
function together([first, ...others]: readonly Made[]): Stretch {
  if (first === undefined) throw new Error('nothing was made')
  const stretch = beginStretch(first)
  for (const one of others) if (!extendStretch(stretch, one)) throw new Error('they cannot go as one')
  return stretch
}

test('P8: merged keystrokes tell when each was made, and what it wrote and deleted', () => {
  const all = made([
    (text) => text.insert(0, 'a'),
    (text) => text.insert(1, 'bcd'),
    (text) => text.delete(1, 2),
    (text) => text.delete(0, 1),
  ])
  const client = all[0]?.client
  expect(strokesOf(together(all), 350)).toEqual([
    [350, 1],
    [250, 3],
    [150, 0, [[client, 1, 2]]],
    [50, 0],
  ])
})

test('one keystroke that goes at once tells nothing; one that waited, or wrote more, does', () => {
  const key = together(made([(text) => text.insert(0, 'a')]))
  expect(strokesOf(key, 25)).toBeUndefined()
  expect(strokesOf(key, 5000)).toEqual([[5000, 1]])
  expect(strokesOf(together(made([(text) => text.insert(0, 'function')])), 0)).toEqual([[0, 8]])
})

test('P8: once there are many, what a program writes and deletes within a moment is one stroke', () => {
  const many = Array.from({ length: 100 }, () => (text: Y.Text) => text.insert(0, '-'))
  const write = Array.from({ length: 6 }, () => (text: Y.Text) => text.insert(text.length, 'x'))
  const rub = Array.from({ length: 3 }, () => (text: Y.Text) => text.delete(text.length - 1, 1))
  const all = made([...many, ...write, ...rub, (text: Y.Text) => text.insert(text.length, 'y')], 2)
  const client = all[0]?.client
  const stretch = together(all)
  const strokes = strokesOf(stretch, 220)
  expect(strokes?.slice(0, 2)).toEqual([
    [220, 1],
    [218, 1],
  ])
  // The hundredth takes in what followed within its moment.
  expect(strokes?.slice(99)).toEqual([
    [22, 4],
    [14, 3, [[client, 105, 1]]],
    [6, 1],
  ])
  const doc = new Y.Doc()
  Y.applyUpdate(doc, mergeStretch(stretch))
  expect(doc.getText('text').toString()).toBe(`${'-'.repeat(100)}xxxy`)
})

test('P8: thousands of changes of a second go as one, which tells of no more strokes than it may', () => {
  const all = made(
    Array.from({ length: 1000 }, () => (text: Y.Text) => text.insert(0, 'a')),
    0.1,
  )
  const stretch = together(all)
  expect(strokesOf(stretch, 100)?.length).toBeLessThan(120)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, mergeStretch(stretch))
  expect(doc.getText('text').toString()).toBe('a'.repeat(1000))
})

test('P8: an update never tells of more strokes than the contract takes; the next ones go in another', () => {
  const all = made(Array.from({ length: mostStrokes + 1 }, () => (text: Y.Text) => text.insert(0, 'a')))
  const last = all.pop()
  if (last === undefined) throw new Error('something was made')
  expect(extendStretch(together(all.slice(1)), last)).toBe(true)
  expect(extendStretch(together(all), last)).toBe(false)
  const strokes = strokesOf(together(all), 0)
  const sent = { generation: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc', update: 'AAA=', origin: 'type', strokes }
  expect(updateType.sent.safeParse(sent).success).toBe(true)
  expect(updateType.sent.safeParse({ ...sent, strokes: [...(strokes ?? []), [0, 1]] }).success).toBe(false)
})

test('a keystroke that deletes in more places than can be told ends its update', () => {
  const all = made([
    (text) => text.insert(0, '-'.repeat(90)),
    (text) =>
      text.doc?.transact(() => {
        for (let at = 0; at < 30; at += 1) text.delete(at, 1)
      }),
    (text) => text.insert(0, 'b'),
  ])
  const last = all.pop()
  if (last === undefined) throw new Error('something was made')
  expect(all.at(-1)?.deleted.length).toBe(30)
  expect(extendStretch(together(all), last)).toBe(false)
})
