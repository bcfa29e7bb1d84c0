import {
  Compartment,
  EditorState,
  type Extension,
  StateEffect,
  StateField,
  type Text,
  type TransactionSpec,
} from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, lineNumbers } from '@codemirror/view'
import type { Language } from '@stoa/contract/interviews'
import { languageSupport } from '../editor/languageSupport.ts'
import { type DrawnCursor, remoteCursors, setRemoteCursors } from '../editor/remoteCursors.ts'
import { editorLook } from '../editor/theme.ts'
import { type Film, textOf } from './engine/film.ts'

/** What was just written, as it is drawn. */
export interface DrawnFresh {
  readonly from: number
  readonly to: number
  readonly colour: string
  readonly pasted: boolean
}

export interface Picture {
  readonly film: Film
  /** How many of its frames are shown. */
  readonly count: number
  /** The text after them. */
  readonly text: Text
  readonly cursors: readonly DrawnCursor[]
  readonly fresh: readonly DrawnFresh[]
}

/** A text as it was, which nobody can write in. */
export interface ReplayEditor {
  show(picture: Picture): void
  setLanguage(language: Language): void
  /** What screen readers call it. */
  setLabel(label: string): void
  close(): void
}

/** Up to so many frames are made one by one; more are a jump. */
const steps = 400

export function createReplayEditor(root: ShadowRoot, onProblem: () => void): ReplayEditor {
  const language = new Compartment()
  const label = new Compartment()
  let wanted: Language | undefined
  let closed = false
  let shown: { readonly film: Film; readonly count: number } | undefined
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorState.lineSeparator.of('\n'),
        lineNumbers(),
        EditorView.lineWrapping,
        language.of([]),
        label.of([]),
        fresh,
        remoteCursors,
        editorLook,
      ],
    }),
  })

  /** What turns the text that is shown into that of the picture. */
  function changesTo({ film, count, text }: Picture): readonly TransactionSpec[] {
    if (shown?.film === film && shown.count === count) return []
    const isNext = shown?.film === film && shown.count < count && count - shown.count <= steps
    if (!isNext) return [{ changes: difference(view.state.doc, text) }]
    return film.frames.slice(shown?.count, count).map(({ from, removed, inserted }) => ({
      changes: { from, to: from + removed, insert: textOf(inserted) },
      sequential: true,
    }))
  }

  function lastWritten({ film, count, text }: Picture): StateEffect<unknown>[] {
    const last = film.frames[count - 1]
    if (last === undefined) return []
    const at = Math.min(last.from + last.inserted.length, text.length)
    return [EditorView.scrollIntoView(at, { y: 'nearest', yMargin: 48 })]
  }

  return {
    show(picture) {
      const { film, count, fresh, cursors } = picture
      const changes = changesTo(picture)
      const scroll = changes.length === 0 ? [] : lastWritten(picture)
      // All at once: each update of a view makes the browser lay the text out anew.
      view.dispatch(...changes, {
        effects: [...scroll, setFresh.of(fresh), setRemoteCursors.of(cursors)],
        sequential: true,
      })
      shown = { film, count }
    },
    setLanguage(next) {
      if (wanted === next) return
      wanted = next
      languageSupport(next).then((support) => {
        if (!closed && wanted === next) view.dispatch({ effects: language.reconfigure(support) })
      }, onProblem)
    },
    setLabel(text) {
      const attributes = EditorView.contentAttributes.of({ 'aria-label': text, tabindex: '0' })
      view.dispatch({ effects: label.reconfigure(attributes) })
    },
    close() {
      closed = true
      view.destroy()
    },
  }
}

/** What turns one text into the other, without what they begin and end with in common, so that the view stays where it is. */
function difference(before: Text, after: Text): { from: number; to: number; insert: Text } {
  const [old, next] = [before.toString(), after.toString()]
  const shorter = Math.min(old.length, next.length)
  const start = mostAlike(shorter, (count) => old.slice(0, count) === next.slice(0, count))
  const end = mostAlike(
    shorter - start,
    (count) => old.slice(old.length - count) === next.slice(next.length - count),
  )
  return { from: start, to: old.length - end, insert: after.slice(start, next.length - end) }
}

/** The greatest count up to `most` for which they are alike. Whole pieces are compared, which is much faster than each character. */
function mostAlike(most: number, alike: (count: number) => boolean): number {
  let low = 0
  let high = most
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (alike(middle)) low = middle
    else high = middle - 1
  }
  return low
}

const setFresh = StateEffect.define<readonly DrawnFresh[]>()

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(drawn, { changes, effects, newDoc }) {
    let next = drawn.map(changes)
    for (const effect of effects) if (effect.is(setFresh)) next = draw(effect.value, newDoc.length)
    return next
  },
  provide: (own) => EditorView.decorations.from(own),
})

function draw(written: readonly DrawnFresh[], length: number): DecorationSet {
  const ranges = written.flatMap(({ from, to, colour, pasted }) => {
    const end = Math.min(to, length)
    if (from >= end) return []
    const share = pasted ? 40 : 22
    const mark = Decoration.mark({
      class: pasted ? 'cm-fresh cm-fresh-pasted' : 'cm-fresh',
      attributes: { style: `background-color: color-mix(in srgb, ${colour} ${share}%, transparent)` },
    })
    return [mark.range(from, end)]
  })
  return Decoration.set(ranges, true)
}

/** What was just written, in its author's colour; what was pasted with a line under it too. */
const fresh: Extension = [
  field,
  EditorView.baseTheme({
    '.cm-fresh': { borderRadius: '2px' },
    '.cm-fresh-pasted': { textDecoration: 'underline dashed 1.5px', textUnderlineOffset: '3px' },
  }),
]
