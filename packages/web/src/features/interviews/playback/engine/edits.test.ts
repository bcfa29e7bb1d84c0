import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createEditReader } from './edits.ts'
import { createFilm } from './film.ts'

/** Small, seeded, and good enough to choose edits with. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const words = ['a', 'x', '\n', 'for ', 'a whole line\n', '🏛️', 'e\u0301', '\r\n', 'return 1']

/** Peers that write at once, and hear each other late and in other orders; gives all updates in the order the server had them. */
function written(seed: number, steps: number): Uint8Array[] {
  const pick = seeded(seed)
  const timeline: Uint8Array[] = []
  const peers = Array.from({ length: 3 }, () => ({ doc: new Y.Doc(), heard: 0 }))
  for (let step = 0; step < steps; step += 1) {
    const peer = peers[pick(peers.length)]
    if (peer === undefined) continue
    const { doc } = peer
    // Offline for a while: writes on what it had.
    if (pick(4) > 0) {
      for (const update of timeline.slice(peer.heard)) Y.applyUpdate(doc, update)
      peer.heard = timeline.length
    }
    const before = Y.encodeStateVector(doc)
    const text = doc.getText('text')
    doc.transact(() => {
      for (let change = pick(3); change >= 0; change -= 1) {
        const at = pick(text.length + 1)
        if (pick(3) === 0) text.delete(at, Math.min(text.length - at, pick(12)))
        else text.insert(at, words[pick(words.length)] ?? '')
      }
    })
    timeline.push(Y.encodeStateAsUpdate(doc, before))
  }
  return timeline
}

test.each([1, 2, 3, 4])(
  'P8: the text at every moment is what all updates up to it make (seed %i)',
  (seed) => {
    const reader = createEditReader()
    const film = createFilm()
    const scratch = new Y.Doc()
    const truths: string[] = []
    for (const [index, update] of written(seed, 700).entries()) {
      film.add(reader.read(update).map((edit) => ({ ...edit, index, time: index })))
      Y.applyUpdate(scratch, update)
      truths.push(scratch.getText('text').toString())
      expect(film.textAt(film.countAt(index)).toString(), `at update ${index}`).toBe(truths[index])
    }
    for (const [index, truth] of truths.entries()) {
      expect(film.textAt(film.countAt(index)).toString(), `sought at ${index}`).toBe(truth)
    }
  },
)

test('an update that comes before what it builds on shows with that', () => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update) => updates.push(update))
  doc.getText('text').insert(0, 'one ')
  doc.getText('text').insert(4, 'two')
  const [first, second] = updates
  if (first === undefined || second === undefined) throw new Error('two updates were made')
  const reader = createEditReader()
  expect(reader.read(second)).toEqual([])
  expect(reader.read(first)).toEqual([{ from: 0, removed: 0, inserted: 'one two' }])
  expect(reader.text()).toBe('one two')
})

test('a replaced word is one edit', () => {
  const doc = new Y.Doc()
  const reader = createEditReader()
  const read: unknown[] = []
  doc.on('update', (update) => read.push(...reader.read(update)))
  const text = doc.getText('text')
  text.insert(0, 'let total = 1')
  doc.transact(() => {
    text.delete(4, 5)
    text.insert(4, 'sum')
  })
  expect(read).toEqual([
    { from: 0, removed: 0, inserted: 'let total = 1' },
    { from: 4, removed: 5, inserted: 'sum' },
  ])
})
