import { type Extension, Facet, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import type { UndoManager } from 'yjs'

const held = Facet.define<UndoManager>()

/** Takes back the last change made in this editor, and none of others. */
export function undo(view: EditorView): boolean {
  return step(view, (manager) => manager.undo())
}

export function redo(view: EditorView): boolean {
  return step(view, (manager) => manager.redo())
}

function step({ state }: EditorView, take: (manager: UndoManager) => unknown): boolean {
  const [manager] = state.facet(held)
  if (manager === undefined || state.readOnly) return false
  take(manager)
  return true
}

/** The keys and menus that take back and do again. Where nothing may be written they do nothing. */
export function undoing(manager: UndoManager): Extension {
  return [
    held.of(manager),
    Prec.high(
      EditorView.domEventHandlers({
        beforeinput: ({ inputType }, view) => view.state.readOnly && inputType.startsWith('history'),
      }),
    ),
    keymap.of([
      { key: 'Mod-z', run: undo, preventDefault: true },
      { key: 'Mod-y', mac: 'Mod-Shift-z', run: redo, preventDefault: true },
      { key: 'Mod-Shift-z', run: redo, preventDefault: true },
    ]),
  ]
}
