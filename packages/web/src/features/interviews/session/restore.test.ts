import type { OpenDocument } from '@stoa/client/interviews'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { restore } from './restore.ts'

function documentWith(text: string) {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  const origins: string[] = []
  const document: Pick<OpenDocument, 'doc' | 'text' | 'cameFrom'> = {
    doc,
    text: doc.getText('text'),
    cameFrom: (origin) => origins.push(origin),
  }
  return { document, origins, text: () => doc.getText('text').toString() }
}

test.each([
  ['', 'one\ntwo\n'],
  ['one\ntwo\n', ''],
  ['one\nzwei\nthree\n', 'one\ntwo\nthree\nfour\n'],
  ['a colonnade 🏛️ and 柱廊', 'the colonnade 🏛️🏛️ and 廊柱'],
])('going back from %j to %j gives that text, as a restoration', (now, then) => {
  const { document, origins, text } = documentWith(now)
  restore(document, then)
  expect(text()).toBe(then)
  expect(origins).toEqual(['restore'])
})

test('going back to what is there already changes nothing', () => {
  const { document, origins } = documentWith('one\n')
  restore(document, 'one\n')
  expect(origins).toEqual([])
})

test('P1: what another writes meanwhile elsewhere in the text is kept', () => {
  const { document, text } = documentWith('first\nsecond\nthird\n')
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(document.doc))
  other.getText('text').insert('first\nsecond\nthird\n'.length, 'fourth\n')
  restore(document, 'first\n2nd\nthird\n')
  Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(other))
  expect(text()).toBe('first\n2nd\nthird\nfourth\n')
})
