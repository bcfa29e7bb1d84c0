import { Text } from '@codemirror/state'
import type { Edit } from './edits.ts'

/** An edit, when it was made, and the index of the entry that brought it. */
export interface Frame extends Edit {
  readonly index: number
  readonly time: number
}

/** A code document as it was after each of its edits. */
export interface Film {
  /** Adds the next ones, by time. */
  add(frames: readonly Frame[]): void
  readonly frames: readonly Frame[]
  /** How many frames there are up to this time. */
  countAt(time: number): number
  /** The text after so many frames. Keeps line ends as they are, so offsets are those of the frames. */
  textAt(count: number): Text
}

/**
 * Between keyframes. CodeMirror's texts share what they have in common, so keyframes cost little, and the way from one is short
 * enough to go in far less than a picture's time (P8).
 */
const stride = 256

export function createFilm(): Film {
  const frames: Frame[] = []
  const keys: Text[] = [Text.empty]
  let end = Text.empty
  return {
    frames,
    add(more) {
      for (const next of more) {
        const frame = { ...next, ...overPairs(end, next) }
        end = edited(end, frame)
        frames.push(frame)
        if (frames.length % stride === 0) keys.push(end)
      }
    },
    countAt: (time) => countUpTo(frames, (frame) => frame.time <= time),
    textAt(count) {
      if (count >= frames.length) return end
      const key = Math.floor(Math.max(0, count) / stride)
      return frames.slice(key * stride, count).reduce(edited, keys[key] ?? Text.empty)
    },
  }
}

/** Yjs puts U+FFFD in the place of each half of a surrogate pair that an edit tears apart. */
function overPairs(text: Text, edit: Edit): Edit {
  const to = edit.from + edit.removed
  const start = tears(text, edit.from) ? 1 : 0
  const end = tears(text, to) ? 1 : 0
  return {
    from: edit.from - start,
    removed: start + edit.removed + end,
    inserted: '\ufffd'.repeat(start) + edit.inserted + '\ufffd'.repeat(end),
  }
}

function tears(text: Text, at: number): boolean {
  return at > 0 && at < text.length && /[\ud800-\udbff][\udc00-\udfff]/.test(text.sliceString(at - 1, at + 1))
}

function edited(text: Text, { from, removed, inserted }: Edit): Text {
  return text.replace(from, from + removed, textOf(inserted))
}

/** With line feeds alone as line ends: a carriage return stays a character, as it is in Yjs. */
export function textOf(plain: string): Text {
  return Text.of(plain.split('\n'))
}

/** How many of the first ones `holds` is true for; it must be false for all after the first it is false for. */
export function countUpTo<T>(sorted: ArrayLike<T>, holds: (one: T) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = sorted[middle]
    if (one !== undefined && holds(one)) low = middle + 1
    else high = middle
  }
  return low
}
