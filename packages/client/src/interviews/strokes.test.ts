import { mostStrokes, update as updateType } from '@stoa/contract/interviews'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { canFollow, type Made, madeOf, strokesOf } from './strokes.ts'

/** What each of these does to a text, a tenth of a second apart. */
function made(...changes: ((text: Y.Text) => void)[]): Made[] {
  const doc = new Y.Doc()
  const all: Made[] = []
  doc.on('update', (one: Uint8Array) => all.push(madeOf(one, all.length * 100)))
  for (const change of changes) change(doc.getText('text'))
  return all
}

test('P8: merged keystrokes tell when each was made, and what it wrote and deleted', () => {
  const all = made(
    (text) => text.insert(0, 'a'),
    (text) => text.insert(1, 'bcd'),
    (text) => text.delete(1, 2),
    (text) => text.delete(0, 1),
  )
  const client = all[0]?.client
  expect(strokesOf(all, 350)).toEqual([
    [350, 1],
    [250, 3],
    [150, 0, [[client, 1, 2]]],
    [50, 0],
  ])
})

test('one keystroke that goes at once tells nothing; one that waited, or wrote more, does', () => {
  const key = made((text) => text.insert(0, 'a'))
  expect(strokesOf(key, 25)).toBeUndefined()
  expect(strokesOf(key, 5000)).toEqual([[5000, 1]])
  expect(
    strokesOf(
      made((text) => text.insert(0, 'function')),
      0,
    ),
  ).toEqual([[0, 8]])
})

test('P8: an update never tells of more strokes than the contract takes; the next ones go in another', () => {
  const all = made(...Array.from({ length: mostStrokes + 1 }, () => (text: Y.Text) => text.insert(0, 'a')))
  const last = all.pop()
  if (last === undefined) throw new Error('something was made')
  expect(canFollow(all.slice(1), last)).toBe(true)
  expect(canFollow(all, last)).toBe(false)
  const strokes = strokesOf(all, 0)
  const sent = { generation: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc', update: 'AAA=', origin: 'type', strokes }
  expect(updateType.sent.safeParse(sent).success).toBe(true)
  expect(updateType.sent.safeParse({ ...sent, strokes: [...(strokes ?? []), [0, 1]] }).success).toBe(false)
})

test('a keystroke that deletes in more places than can be told ends its update', () => {
  const all = made(
    (text) => text.insert(0, '-'.repeat(90)),
    (text) =>
      text.doc?.transact(() => {
        for (let at = 0; at < 30; at += 1) text.delete(at, 1)
      }),
    (text) => text.insert(0, 'b'),
  )
  const last = all.pop()
  if (last === undefined) throw new Error('something was made')
  expect(all.at(-1)?.deleted.length).toBe(30)
  expect(canFollow(all, last)).toBe(false)
})
