import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { piecesOf } from './pieces.ts'

const limit = 2_000

/** A document, and what changed in it by `change`, merged into one update. */
function changed(
  before: string,
  change: (doc: Y.Doc) => void,
): { doc: Y.Doc; start: Uint8Array; update: Uint8Array } {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, before)
  const start = Y.encodeStateAsUpdate(doc)
  const updates: Uint8Array[] = []
  doc.on('update', (one: Uint8Array) => updates.push(one))
  change(doc)
  return { doc, start, update: Y.mergeUpdates(updates) }
}

function assembled(start: Uint8Array, pieces: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const one of [start, ...pieces]) Y.applyUpdate(doc, one)
  return doc
}

test('an update that is small enough stays as it is', () => {
  const { doc, update } = changed('', (one) => one.getText('text').insert(0, 'small'))
  expect(piecesOf(update, doc, limit)).toEqual([update])
})

for (const [name, text] of [
  ['letters', 'the quick brown fox '.repeat(1_000)],
  ['pairs of surrogates', '😀🏳️‍🌈'.repeat(2_000)],
  ['characters of every length', 'aé漢😀\n'.repeat(2_000)],
] as const)
  test(`a large insertion of ${name} is cut into pieces that come to the same`, () => {
    const { doc, start, update } = changed('before after', (one) => one.getText('text').insert(7, text))
    const pieces = piecesOf(update, doc, limit) ?? []
    expect(pieces.length).toBeGreaterThan(update.length / limit)
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(limit)
    expect(assembled(start, pieces).getText('text').toString()).toBe(`before ${text}after`)
  })

test('many changes merged, with deletions among them, come in pieces to the same', () => {
  const { doc, start, update } = changed('x'.repeat(500), (one) => {
    const text = one.getText('text')
    for (let n = 0; n < 600; n += 1) {
      text.insert((n * 37) % text.length, `${n} and so on `)
      if (n % 3 === 0) text.delete((n * 53) % (text.length - 20), 9)
    }
  })
  const pieces = piecesOf(update, doc, limit) ?? []
  expect(pieces.length).toBeGreaterThan(2)
  expect(assembled(start, pieces).getText('text').toString()).toBe(doc.getText('text').toString())
})

test('one element that is larger than any entry cannot be sent', () => {
  const { doc, update } = changed('', (one) =>
    one.getMap('elements').set('image', { data: 'x'.repeat(2 * limit) }),
  )
  expect(piecesOf(update, doc, limit)).toBeNull()
})
