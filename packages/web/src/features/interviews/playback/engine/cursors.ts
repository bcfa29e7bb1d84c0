import { countUpTo, type Film, type Frame } from './film.ts'
import type { RecordedDocument, Selected } from './recording.ts'

/** Somebody's selection in a text as it is at a moment. */
export interface Cursor {
  readonly person: number
  readonly anchor: number
  readonly head: number
}

/** A part of the text that was just written. */
export interface Fresh {
  readonly person: number
  readonly pasted: boolean
  readonly from: number
  readonly to: number
}

export interface CursorsOptions {
  readonly document: RecordedDocument
  readonly film: Film
  /** Who made an entry, by its index. */
  readonly by: (index: number) => { readonly person: number }
}

/** Where everybody's cursor was: their newest selection, carried along by what was written since. */
export function createCursors({ document, film, by }: CursorsOptions): (at: {
  readonly time: number
  /** How many frames are shown, and how long the text is then. */
  readonly count: number
  readonly length: number
}) => readonly Cursor[] {
  const carriers = new Map<Selected, Carried[]>()

  /** Where it was as it was made, and again after each {@link stride} frames, as far as was asked for. */
  function carriersOf(selected: Selected): Carried[] {
    const known = carriers.get(selected)
    if (known !== undefined) return known
    const at = film.countAt(selected.time)
    const found = [{ ...selected, at }]
    // Before all there is of the film is there, what follows a selection may still come before it.
    if (at < film.frames.length) carriers.set(selected, found)
    return found
  }

  function carriedBy(selected: Selected, count: number): Carried {
    const found = carriersOf(selected)
    const first = found[0]?.at ?? 0
    const nearest = found[Math.min(found.length - 1, Math.max(0, Math.floor((count - first) / stride)))]
    let { at, anchor, head } = nearest ?? { ...selected, at: first }
    for (; at < count; at += 1) {
      if (at === first + found.length * stride) found.push({ at, anchor, head })
      const frame = film.frames[at]
      if (frame === undefined) break
      const isOwn = by(frame.index).person === selected.person
      anchor = isOwn ? frame.from + frame.inserted.length : carry(anchor, frame)
      head = isOwn ? anchor : carry(head, frame)
    }
    return { at, anchor, head }
  }

  const tracks = [...Map.groupBy(document.selections, (one) => one.person)]
  return ({ time, count, length }) => {
    const cursors: Cursor[] = []
    for (const [person, track] of tracks) {
      const selected = track[countUpTo(track, (one) => one.time <= time) - 1]
      if (selected === undefined) continue
      const carried = carriedBy(selected, count)
      cursors.push({ person, anchor: Math.min(carried.anchor, length), head: Math.min(carried.head, length) })
    }
    return cursors
  }
}

/** Frames between the places that are kept of a selection nobody moved for long. */
const stride = 1024

/** A selection after `at` frames. */
interface Carried {
  readonly at: number
  readonly anchor: number
  readonly head: number
}

/** An offset after an edit. What is written at the cursor itself comes after it. */
function carry(offset: number, { from, removed, inserted }: Frame): number {
  if (offset <= from) return offset
  if (offset >= from + removed) return offset + inserted.length - removed
  return from + inserted.length
}

type By = Pick<Fresh, 'person' | 'pasted'>

/** The most frames that count as just written. */
const most = 200

/**
 * What the first `count` frames wrote after the time `since`, where it has come to. `by` gives who made an entry, and how.
 */
export function freshAt(
  film: Film,
  about: { readonly count: number; readonly since: number; readonly by: (index: number) => By },
): readonly Fresh[] {
  let fresh: Fresh[] = []
  const first = Math.max(film.countAt(about.since), about.count - most, 0)
  for (let at = first; at < about.count; at += 1) {
    const frame = film.frames[at]
    if (frame === undefined) break
    const { from, removed, inserted, index } = frame
    fresh = fresh.flatMap((one) => {
      const moved = { ...one, from: carry(one.from, frame), to: carry(one.to, frame) }
      return moved.from < moved.to ? [moved] : []
    })
    const by = about.by(index)
    const before = fresh.at(-1)
    if (before?.person === by.person && before.pasted === by.pasted && before.to === from && removed === 0) {
      fresh[fresh.length - 1] = { ...before, to: from + inserted.length }
    } else if (inserted !== '') {
      fresh.push({ ...by, from, to: from + inserted.length })
    }
  }
  return fresh
}
