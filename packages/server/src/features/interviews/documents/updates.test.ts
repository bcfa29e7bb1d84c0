import { updateLimit } from '@stoa/contract/interviews'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { editor, fault } from '../interviews.testing.ts'
import { updateReader } from './updates.ts'

const kindsOf = updateReader()

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** A text as an editor writes it. */
function text(): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'Hello 👋, everybody')
  doc.getText('text').delete(1, 2)
  doc.getText('text').insert(1, 'e\nl')
  return Y.encodeStateAsUpdate(doc)
}

/** A drawing as a whiteboard writes it. */
function drawing(): Uint8Array {
  const doc = new Y.Doc()
  const elements = doc.getMap('elements')
  elements.set('a', { type: 'line', points: [0.5, -1, null, true], more: { deep: [[]] } })
  elements.set('a', 'another')
  elements.set('b', 3)
  elements.delete('b')
  return Y.encodeStateAsUpdate(doc)
}

const refused = (update: Uint8Array) =>
  expect(() => kindsOf(base64(update)), base64(update)).toThrow(expect.objectContaining(fault('BAD_REQUEST')))

describe('an update', () => {
  it('is whatever Yjs writes, in the kind of document it is made for', () => {
    const replica = editor()
    expect([...kindsOf(replica.change((one) => one.insert(0, 'Hello')))]).toEqual(['code'])
    expect([...kindsOf(replica.change((one) => one.delete(0, 2)))]).toContain('code')
    expect([...kindsOf(base64(text()))]).toEqual(['code'])
    expect([...kindsOf(base64(Y.mergeUpdates([text(), text()])))]).toEqual(['code'])
    expect([...kindsOf(base64(drawing()))]).toEqual(['drawing'])
    expect([...kindsOf(base64(Y.encodeStateAsUpdate(new Y.Doc())))]).toEqual(['code', 'drawing'])
  })

  it('is for neither where an editor would lose count of it: line ends that are not LF, formats, types within', () => {
    const works: ((doc: Y.Doc) => void)[] = [
      (doc) => doc.getText('text').insert(0, 'a\r\nb'),
      (doc) => doc.getText('text').format(0, 0, { bold: true }),
      (doc) => doc.getText('text').insertEmbed(0, { image: 'x' }),
      (doc) => doc.getMap('elements').set('a', new Y.Array()),
      (doc) => doc.getMap('elements').set('a', new Y.Doc()),
      (doc) => doc.getMap('elements').set('a', new Uint8Array([1])),
    ]
    for (const work of works) {
      const doc = new Y.Doc()
      work(doc)
      const update = Y.encodeStateAsUpdate(doc)
      if (update.length > 2) expect([...kindsOf(base64(update))]).toEqual([])
    }
  })

  it('is refused where it goes on after its end, ends before it, has a part of no length, or one that follows itself', () => {
    for (const update of [text(), drawing()]) {
      refused(Uint8Array.of(...update, 0))
      for (let length = 0; length < update.length; length += 1) refused(update.subarray(0, length))
    }
    // One client with one part, of client 1 at clock 0: something collected, of one length and of none.
    kindsOf(base64(Uint8Array.of(1, 1, 1, 0, 0, 1, 0)))
    refused(Uint8Array.of(1, 1, 1, 0, 0, 0, 0))
    // A text of no length in the type named `t`.
    refused(Uint8Array.of(1, 1, 1, 0, 4, 1, 1, 116, 0, 0))
    // A deletion of nothing: no parts, then one client with one deletion, of client 1 from clock 0.
    refused(Uint8Array.of(0, 1, 1, 1, 0, 0))
    // A text after the one at clock 0 of client 1, which is itself.
    refused(Uint8Array.of(1, 1, 1, 0, 132, 1, 0, 1, 97, 0))
  })

  it('that is nearly one is refused, or else everybody can apply it and go on', () => {
    const first = text()
    const base = editor(base64(first))
    // What follows depends on what is there, as most of an editor's updates do.
    const next = Buffer.from(
      base.change((one) => {
        one.insert(4, 'more')
        one.delete(2, 1)
        one.insert(one.length, 'end')
      }),
      'base64',
    )
    const nearly = (update: Uint8Array) =>
      fc
        .array(fc.tuple(fc.nat(update.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
        .map((changes) => changes.reduce((bytes, [at, byte]) => bytes.with(at, byte), update))
    const updates = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      nearly(text()),
      nearly(next),
      nearly(drawing()),
    )
    let taken = 0
    const property = fc.property(updates, (update) => {
      try {
        if (kindsOf(base64(update)).size === 0) return
      } catch (error) {
        expect(error).toMatchObject(fault('BAD_REQUEST'))
        return
      }
      taken += 1
      const replica = editor(base64(first))
      Y.applyUpdate(replica.doc, update)
      replica.change((one) => one.insert(0, 'Go on. '))
      for (const one of [replica, editor(base64(Y.encodeStateAsUpdate(replica.doc)))])
        expect(one.text.toString()).toContain('Go on. ')
    })
    fc.assert(property, { numRuns: 5000 })
    expect(taken).toBeGreaterThan(100)
  })

  it('has at most 256 KiB, and who sends more is told the limit', () => {
    const sized = (bytes: number) => {
      const doc = new Y.Doc()
      doc.clientID = 1
      doc.getText('text').insert(0, 'x'.repeat(bytes))
      const update = Y.encodeStateAsUpdate(doc)
      return { update, over: update.length - bytes }
    }
    const { over } = sized(updateLimit)
    const largest = sized(updateLimit - over).update
    expect(largest.length).toBe(updateLimit)
    kindsOf(base64(largest))
    expect(() => kindsOf(base64(sized(updateLimit - over + 1).update))).toThrow(
      expect.objectContaining({ code: 'TOO_LARGE', details: { limit: updateLimit } }),
    )
  })
})
