import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'

/** Somebody else's selection, as it is drawn. */
export interface DrawnCursor {
  readonly id: string
  readonly name: string
  /** Any CSS colour, and one that text of it can stand on. */
  readonly colour: string
  readonly onColour: string
  readonly anchor: number
  readonly head: number
}

/** Replaces all cursors of others. Offsets beyond the text are drawn at its end. */
export const setRemoteCursors = StateEffect.define<readonly DrawnCursor[]>()

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(drawn, transaction) {
    let next = drawn.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (effect.is(setRemoteCursors)) next = draw(effect.value, transaction.newDoc.length)
    }
    return next
  },
  provide: (own) => EditorView.decorations.from(own),
})

function draw(cursors: readonly DrawnCursor[], length: number): DecorationSet {
  const ranges = cursors.flatMap((cursor) => {
    const head = Math.min(cursor.head, length)
    const anchor = Math.min(cursor.anchor, length)
    const caret = Decoration.widget({ widget: new Caret(cursor), side: head < anchor ? -1 : 1 }).range(head)
    if (head === anchor) return [caret]
    const mark = Decoration.mark({
      class: 'cm-remote-selection',
      attributes: { style: `background-color: color-mix(in srgb, ${cursor.colour} 25%, transparent)` },
    })
    return [caret, mark.range(Math.min(head, anchor), Math.max(head, anchor))]
  })
  return Decoration.set(ranges, true)
}

class Caret extends WidgetType {
  readonly cursor: DrawnCursor

  constructor(cursor: DrawnCursor) {
    super()
    this.cursor = cursor
  }

  // A moved one is another one, so that its name shows again for a while.
  override eq(other: Caret): boolean {
    const { id, name, colour, head } = this.cursor
    const { cursor } = other
    return cursor.id === id && cursor.name === name && cursor.colour === colour && cursor.head === head
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement('span')
    caret.className = 'cm-remote-caret'
    caret.setAttribute('aria-hidden', 'true')
    caret.style.borderColor = this.cursor.colour
    const flag = document.createElement('span')
    flag.className = 'cm-remote-flag'
    flag.textContent = this.cursor.name
    flag.style.backgroundColor = this.cursor.colour
    flag.style.color = this.cursor.onColour
    caret.append(flag)
    return caret
  }

  override ignoreEvent(): boolean {
    return true
  }
}

const look = EditorView.baseTheme({
  '.cm-remote-caret': {
    position: 'relative',
    borderLeft: '2px solid',
    marginLeft: '-1px',
    marginRight: '-1px',
  },
  '.cm-remote-flag': {
    position: 'absolute',
    top: '-1.25em',
    left: '-2px',
    zIndex: '5',
    maxWidth: '12rem',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    borderRadius: '4px 4px 4px 0',
    padding: '0 0.35em',
    font: '600 0.72em/1.5 ui-sans-serif, system-ui, sans-serif',
    pointerEvents: 'none',
    animation: 'cm-remote-flag 3s forwards',
  },
  '.cm-line:first-child .cm-remote-flag': { top: '1.3em', borderRadius: '0 4px 4px 4px' },
  '.cm-remote-caret:hover .cm-remote-flag': { animation: 'none' },
  // It goes at once, for whoever wants no motion.
  '@media (prefers-reduced-motion: reduce)': {
    '.cm-remote-flag': { animationTimingFunction: 'steps(1, end)' },
  },
  '@keyframes cm-remote-flag': { '0%, 80%': { opacity: '1' }, '100%': { opacity: '0' } },
})

/** Draws the selections of others with their names, which show while they move. */
export const remoteCursors: Extension = [field, look]
