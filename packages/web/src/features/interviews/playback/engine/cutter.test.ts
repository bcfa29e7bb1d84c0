import type { Stroke } from '@stoa/contract/interviews'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createCutter, cutStepsOf } from './cutter.ts'
import { createFilm, type Film } from './film.ts'
import type { RecordedUpdate } from './recording.ts'
import { stepsOf } from './steps.ts'

/** Small, seeded, and good enough to choose edits with. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

interface Keystroke {
  readonly time: number
  readonly update: Uint8Array
  readonly units: number
  readonly deleted: readonly (readonly [number, number, number])[]
}

interface Peer {
  readonly doc: Y.Doc
  readonly person: number
  /** Made, and not sent yet. */
  waiting: Keystroke[]
  heard: number
}

const keys = ['a', 'b', ' ', '\n', '🏛️', '()', 'const total = 1\n']

/** People who type at once, whose keystrokes are merged as it happens, and who hear each other late. */
function typing(seed: number, steps: number) {
  const pick = seeded(seed)
  const peers = [0, 1, 2].map((person): Peer => ({ doc: new Y.Doc(), person, waiting: [], heard: 0 }))
  const history: Keystroke[] = []
  const updates: RecordedUpdate[] = []
  for (const peer of peers) {
    peer.doc.on(
      'update',
      (update: Uint8Array, origin: unknown, { clientID }: Y.Doc, change: Y.Transaction) => {
        if (origin === 'others') return
        const units = (change.afterState.get(clientID) ?? 0) - (change.beforeState.get(clientID) ?? 0)
        const deleted = [...change.deleteSet.clients].flatMap(([client, ranges]) =>
          ranges.map(({ clock, len }) => [client, clock, len] as const),
        )
        const keystroke = { time: history.length * 2, update, units, deleted }
        history.push(keystroke)
        peer.waiting.push(keystroke)
      },
    )
  }

  function send({ waiting, person }: Peer): void {
    if (waiting.length === 0) return
    const time = history.length * 2 - 1 + updates.length / 2 ** 16
    const strokes = waiting.map(({ time: made, units, deleted }, place): Stroke => {
      const isLast = place === waiting.length - 1
      return isLast ? [time - made, units] : [time - made, units, deleted.map(([...range]) => range)]
    })
    const update = Buffer.from(Y.mergeUpdates(waiting.map((one) => one.update))).toString('base64')
    updates.push({ index: updates.length + 1, time, person, origin: 'type', update, strokes })
  }

  for (let step = 0; step < steps; step += 1) {
    const peer = peers[pick(peers.length)]
    if (peer === undefined) continue
    const text = peer.doc.getText('text')
    const at = pick(text.length + 1)
    if (pick(4) === 0 && text.length > 0) {
      const from = Math.min(at, text.length - 1)
      text.delete(from, Math.min(text.length - from, 1 + pick(6)))
    } else {
      peer.doc.transact(() => {
        if (pick(6) === 0) text.delete(at, Math.min(text.length - at, 3))
        text.insert(at, keys[pick(keys.length)] ?? '')
      })
    }
    if (pick(5) === 0) {
      send(peer)
      peer.waiting = []
    }
    if (pick(4) === 0) {
      for (const one of updates.slice(peer.heard))
        Y.applyUpdate(peer.doc, Buffer.from(one.update, 'base64'), 'others')
      peer.heard = updates.length
    }
  }
  for (const peer of peers) send(peer)
  return { history, updates }
}

function filmOf(updates: readonly RecordedUpdate[]): Film {
  const film = createFilm()
  film.add(createCutter()(cutStepsOf(stepsOf(updates))))
  return film
}

const shownAt = (film: Film, time: number) => film.textAt(film.countAt(time)).toString()

test.each([1, 2, 3, 4, 5, 6])(
  'P8: what was merged on its way replays keystroke by keystroke as it was typed (seed %i)',
  (seed) => {
    const { history, updates } = typing(seed, 600)
    expect(updates.length).toBeLessThan(history.length / 2)
    const film = filmOf(updates)
    const truth = new Y.Doc()
    for (const { time, update } of history) {
      Y.applyUpdate(truth, update)
      expect(shownAt(film, time), `at ${time}`).toBe(truth.getText('text').toString())
    }
  },
)

/** Entries of one person: what was typed in each, when it arrived, and how it says it came about. */
function told(entries: ReadonlyArray<readonly [string, number, Stroke[]?]>): readonly RecordedUpdate[] {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  return entries.map(([typed, time, strokes], place) => {
    const before = Y.encodeStateVector(doc)
    text.insert(text.length, typed)
    const update = Buffer.from(Y.encodeStateAsUpdate(doc, before)).toString('base64')
    return { index: place + 1, time, person: 0, origin: 'type', update, strokes }
  })
}

const framesOf = (film: Film) => film.frames.map(({ inserted, time }) => [inserted, Math.round(time)])

test('P8: what does not say how it was typed comes character by character in the time there was, one second at most', () => {
  const film = filmOf(
    told([
      ['e\u0301🏛️!', 5000],
      ['ab', 5100],
    ]),
  )
  expect(framesOf(film)).toEqual([
    ['e\u0301', 4333],
    ['🏛️', 4667],
    ['!', 5000],
    ['a', 5050],
    ['b', 5100],
  ])
})

test('P8: what somebody typed before is shown before, though it reached the server late', () => {
  const film = filmOf(
    told([
      ['a', 9000, [[0, 1]]],
      [
        'bc',
        9000.5,
        [
          [4000.5, 1],
          [3000.5, 1],
        ],
      ],
    ]),
  )
  expect(framesOf(film)).toEqual([
    ['a', 5000],
    ['b', 5000],
    ['c', 6000],
  ])
  expect(shownAt(film, film.frames[0]?.time ?? 0)).toBe('a')
})

test('an update whose strokes cannot be right is shown as one', () => {
  const film = filmOf(
    told([
      [
        'abc',
        1000,
        [
          [500, 1],
          [0, 7],
        ],
      ],
    ]),
  )
  expect(framesOf(film)).toEqual([['abc', 500]])
})

test('P8: a stroke at the very moment of another one is a step of its own', () => {
  const times = stepsOf(
    told([
      [
        'ab',
        1000,
        [
          [0, 1],
          [0, 1],
        ],
      ],
    ]),
  ).map((one) => one.time)
  expect(times.at(-1)).toBe(1000)
  expect(new Set(times).size).toBe(2)
})
