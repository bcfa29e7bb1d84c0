import { indentUnit } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, type ViewUpdate } from '@codemirror/view'
import type { OpenDocument } from '@stoa/client/interviews'
import type { Language } from '@stoa/contract/interviews'
import { yCollab, ySyncAnnotation } from 'y-codemirror.next'
import { basics } from './basics.ts'
import { languageSupport } from './languageSupport.ts'
import type { Remembered } from './memory.ts'
import { pasting } from './paste.ts'
import { type DrawnCursor, remoteCursors, setRemoteCursors } from './remoteCursors.ts'
import type { EditorSettings } from './settings.ts'
import { editorLook } from './theme.ts'
import { undoing } from './undo.ts'
import { vimKeys } from './vimKeys.ts'

export interface EditorOptions {
  readonly root: ShadowRoot
  readonly document: OpenDocument
  readonly memory: Remembered
  /** Something was typed, clicked or scrolled here, and not by following somebody. */
  readonly onStir: () => void
  /** A part of the editor could not be loaded. */
  readonly onProblem: (error: unknown) => void
}

/** An editor of a shared text. It begins read-only, without a language and with the usual settings. */
export interface Editor {
  setLanguage(language: Language): void
  setSettings(settings: EditorSettings): void
  setReadOnly(readOnly: boolean): void
  /** What screen readers call it. */
  setLabel(label: string): void
  setCursors(cursors: readonly DrawnCursor[]): void
  /** Scrolls to an offset of the text. */
  reveal(offset: number): void
  focus(): void
  close(): void
}

export function createEditor({ root, document, memory, onStir, onProblem }: EditorOptions): Editor {
  const part = {
    vim: new Compartment(),
    language: new Compartment(),
    settings: new Compartment(),
    readOnly: new Compartment(),
    label: new Compartment(),
  }
  let closed = false
  let wanted: Language | undefined
  let vim = false
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: textOf(document),
      ...(memory.selection !== undefined && { selection: fitting(memory.selection, document.text.length) }),
      extensions: [
        part.vim.of([]),
        // Before the extension that hands changes on.
        pasting(() => document.cameFrom('paste')),
        yCollab(document.text, null, { undoManager: memory.undo }),
        undoing(memory.undo),
        basics,
        part.language.of([]),
        part.settings.of([]),
        part.readOnly.of(readOnlyPart(true)),
        part.label.of([]),
        remoteCursors,
        editorLook,
        EditorView.updateListener.of(tellSelection),
        EditorView.domEventHandlers({
          keydown: stirred,
          pointerdown: stirred,
          wheel: stirred,
          touchmove: stirred,
        }),
      ],
    }),
  })
  view.scrollDOM.scrollTop = memory.scrollTop
  function stirred(): void {
    onStir()
  }

  /** Changes of others move one's selection too, but in a way that they know of. */
  function tellSelection(update: ViewUpdate): void {
    if (!update.docChanged && !update.selectionSet && !(update.focusChanged && view.hasFocus)) return
    if (update.transactions.some((one) => one.annotation(ySyncAnnotation) !== undefined)) return
    // What is typed after going elsewhere is taken back by itself.
    if (update.transactions.some((one) => one.isUserEvent('select'))) memory.undo.stopCapturing()
    const { anchor, head } = update.state.selection.main
    document.select([anchor, head])
  }

  function load(loading: Promise<Extension>, into: Compartment, still: () => boolean): void {
    loading.then(
      (extension) => {
        if (!closed && still()) view.dispatch({ effects: into.reconfigure(extension) })
      },
      (error: unknown) => {
        if (!closed) onProblem(error)
      },
    )
  }

  return {
    setLanguage(language) {
      wanted = language
      load(languageSupport(language), part.language, () => wanted === language)
    },
    setSettings(settings) {
      view.dispatch({ effects: part.settings.reconfigure(settingsPart(settings)) })
      if (settings.vim === vim) return
      vim = settings.vim
      if (vim) load(vimKeys(), part.vim, () => vim)
      else view.dispatch({ effects: part.vim.reconfigure([]) })
    },
    setReadOnly(readOnly) {
      view.dispatch({ effects: part.readOnly.reconfigure(readOnlyPart(readOnly)) })
    },
    setLabel(label) {
      const attributes = EditorView.contentAttributes.of({ 'aria-label': label })
      view.dispatch({ effects: part.label.reconfigure(attributes) })
    },
    setCursors(cursors) {
      view.dispatch({ effects: setRemoteCursors.of(cursors) })
    },
    reveal(offset) {
      const at = Math.min(offset, view.state.doc.length)
      view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'center' }) })
    },
    focus: () => view.focus(),
    close() {
      closed = true
      const { anchor, head } = view.state.selection.main
      memory.selection = { anchor, head }
      memory.scrollTop = view.scrollDOM.scrollTop
      document.select(null)
      view.destroy()
    },
  }
}

function textOf({ text }: OpenDocument): string {
  return text.toString()
}

function fitting({ anchor, head }: { readonly anchor: number; readonly head: number }, length: number) {
  return { anchor: Math.min(anchor, length), head: Math.min(head, length) }
}

function readOnlyPart(readOnly: boolean): Extension {
  const attributes = EditorView.contentAttributes.of({ 'aria-readonly': String(readOnly), tabindex: '0' })
  return [EditorState.readOnly.of(readOnly), attributes]
}

function settingsPart({ wrap, fontSize, indent }: EditorSettings): Extension {
  const width = indent === 'tab' ? 4 : Number(indent)
  return [
    wrap ? EditorView.lineWrapping : [],
    EditorState.tabSize.of(width),
    indentUnit.of(indent === 'tab' ? '\t' : ' '.repeat(width)),
    EditorView.theme({ '.cm-scroller': { fontSize: `${fontSize}px` } }),
  ]
}
