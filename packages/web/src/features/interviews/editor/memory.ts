import type { OpenDocument } from '@stoa/client/interviews'
import * as Y from 'yjs'

/** What an editor leaves behind when another tab is shown, so that one finds it as it was. */
export interface Remembered {
  readonly undo: Y.UndoManager
  selection: { readonly anchor: number; readonly head: number } | undefined
  scrollTop: number
}

export interface EditorMemory {
  of(document: OpenDocument): Remembered
  forget(): void
}

export function createEditorMemory(): EditorMemory {
  const kept = new Map<OpenDocument, Remembered>()
  return {
    of(document) {
      const known = kept.get(document)
      if (known !== undefined) return known
      // The editor adds itself as the origin to track: only what was written in it is taken back, never others' changes.
      const undo = new Y.UndoManager(document.text, { trackedOrigins: new Set() })
      const fresh: Remembered = { undo, selection: undefined, scrollTop: 0 }
      kept.set(document, fresh)
      return fresh
    },
    forget() {
      for (const { undo } of kept.values()) undo.destroy()
      kept.clear()
    },
  }
}
