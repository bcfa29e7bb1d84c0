import * as Y from 'yjs'
import { countUpTo } from './film.ts'
import type { RecordedUpdate } from './recording.ts'

/** A drawing as it was after each of its updates. */
export interface DrawingFilm {
  /** How many updates there are up to this entry. */
  countAt(index: number): number
  /** The elements after so many updates, as they were written. */
  elementsAt(count: number): readonly unknown[]
}

/** Between keyframes. Drawings have few updates next to texts, but each has whole elements. */
const stride = 100

export function createDrawingFilm(updates: readonly Pick<RecordedUpdate, 'index' | 'update'>[]): DrawingFilm {
  /** States after each `stride` updates, as far as they were made. */
  const keys: Uint8Array[] = []
  let doc = new Y.Doc()
  let made = 0

  function goTo(count: number): void {
    const key = Math.min(Math.floor(count / stride), keys.length)
    if (count < made || key * stride > made) {
      const state = keys[key - 1]
      doc = new Y.Doc()
      made = key * stride
      if (state !== undefined) Y.applyUpdate(doc, state)
    }
    for (const { update } of updates.slice(made, count)) {
      Y.applyUpdate(doc, bytesOf(update))
      made += 1
      if (made === (keys.length + 1) * stride) keys.push(Y.encodeStateAsUpdate(doc))
    }
  }

  return {
    countAt: (index) => countUpTo(updates, (one) => one.index <= index),
    elementsAt(count) {
      goTo(Math.min(Math.max(0, count), updates.length))
      return [...doc.getMap('elements').values()]
    },
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}
