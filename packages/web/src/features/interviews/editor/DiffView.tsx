import { unifiedMergeView } from '@codemirror/merge'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import type { Language } from '@stoa/contract/interviews'
import { useEffect, useRef, useState } from 'react'
import { Complaint } from '../../../components/Complaint.tsx'
import { languageSupport } from './languageSupport.ts'
import { editorRoot } from './shadow.ts'
import { editorLook } from './theme.ts'

export interface DiffViewProps {
  readonly before: string
  readonly after: string
  readonly language: Language
  readonly label: string
}

/** What changed from one text to another: what went in red above what came in green, long stretches alike folded. */
export function DiffView({ before, after, language, label }: DiffViewProps) {
  const host = useRef<HTMLDivElement>(null)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    if (host.current === null) return
    const root = editorRoot(host.current)
    const highlighting = new Compartment()
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: after,
        extensions: [
          EditorState.lineSeparator.of('\n'),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
          EditorView.lineWrapping,
          lineNumbers(),
          highlighting.of([]),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            gutter: true,
            collapseUnchanged: { margin: 3, minSize: 6 },
          }),
          editorLook,
        ],
      }),
    })
    let closed = false
    languageSupport(language).then(
      (extension) => {
        if (!closed) view.dispatch({ effects: highlighting.reconfigure(extension) })
      },
      () => setBroken(true),
    )
    return () => {
      closed = true
      view.destroy()
    }
  }, [before, after, language, label])
  return (
    <>
      {broken && <Complaint>The colours of this language could not be loaded.</Complaint>}
      <div ref={host} className="h-[50dvh] overflow-hidden rounded-xl border border-line" />
    </>
  )
}
