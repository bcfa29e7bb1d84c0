import { Compartment, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Language } from '@stoa/contract/interviews'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Complaint } from '../../../components/Complaint.tsx'
import { basics } from '../editor/basics.ts'
import { languageSupport } from '../editor/languageSupport.ts'
import { editorRoot } from '../editor/shadow.ts'
import { editorLook } from '../editor/theme.ts'

export interface CodeFieldProps {
  readonly label: string
  readonly language: Language
  /** What it begins with. */
  readonly code: string
  readonly onChange: (code: string) => void
}

/** The most a question's code may have. */
const most = 50_000

/** An editor for a piece of code of one's own. */
export function CodeField({ label, language, code, onChange }: CodeFieldProps) {
  const host = useRef<HTMLDivElement>(null)
  const [first] = useState(code)
  const [broken, setBroken] = useState(false)
  const [editor, setEditor] = useState<{ readonly view: EditorView; readonly highlighting: Compartment }>()
  const changed = useEffectEvent((text: string) => onChange(text))
  useEffect(() => {
    if (host.current === null) return undefined
    const root = editorRoot(host.current)
    const highlighting = new Compartment()
    const view = new EditorView({
      root,
      parent: root,
      doc: first,
      extensions: [
        basics,
        highlighting.of([]),
        editorLook,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorState.changeFilter.of(({ docChanged, newDoc }) => !docChanged || newDoc.length <= most),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) changed(state.doc.toString())
        }),
      ],
    })
    setEditor({ view, highlighting })
    return () => {
      view.destroy()
      setEditor(undefined)
    }
  }, [first, label])
  useEffect(() => {
    let stale = false
    languageSupport(language).then(
      (support) => {
        if (!stale) editor?.view.dispatch({ effects: editor.highlighting.reconfigure(support) })
      },
      () => setBroken(true),
    )
    return () => {
      stale = true
    }
  }, [editor, language])
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium text-sm">{label}</span>
      <div
        ref={host}
        className="h-72 overflow-hidden rounded-xl border border-line-strong/60 focus-within:border-accent"
      />
      {broken && <Complaint>The colours of this language could not be loaded.</Complaint>}
    </div>
  )
}
