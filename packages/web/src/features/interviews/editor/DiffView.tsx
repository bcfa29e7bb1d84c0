import { diff, unifiedMergeView } from '@codemirror/merge'
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

interface Compared {
  readonly view: EditorView
  readonly merging: Compartment
}

/** What changed from one text to another: what went in red above what came in green, long stretches alike folded. */
export function DiffView({ before, after, language, label }: DiffViewProps) {
  const host = useRef<HTMLDivElement>(null)
  const [broken, setBroken] = useState(false)
  const [compared, setCompared] = useState<Compared>()
  useEffect(() => {
    if (host.current === null) return
    const root = editorRoot(host.current)
    const highlighting = new Compartment()
    const merging = new Compartment()
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: before,
        extensions: [
          EditorState.lineSeparator.of('\n'),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
          EditorView.lineWrapping,
          lineNumbers(),
          highlighting.of([]),
          merging.of([]),
          editorLook,
        ],
      }),
    })
    setCompared({ view, merging })
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
      setCompared(undefined)
    }
  }, [before, language, label])
  useEffect(() => {
    if (compared !== undefined) show(compared, before, after)
  }, [compared, before, after])
  return (
    <>
      {broken && <Complaint>The colours of this language could not be loaded.</Complaint>}
      <div ref={host} className="h-[50dvh] overflow-hidden rounded-xl border border-line" />
    </>
  )
}

/** Puts in what others wrote meanwhile where they did, so that whoever reads stays where they are. */
function show({ view, merging }: Compared, before: string, after: string): void {
  const changes = diff(view.state.doc.toString(), after, { scanLimit: 2000 }).map(
    ({ fromA, toA, fromB, toB }) => ({ from: fromA, to: toA, insert: after.slice(fromB, toB) }),
  )
  // What is folded is found out when the comparison begins, so it begins anew.
  view.dispatch({ changes, effects: merging.reconfigure([]) })
  const comparison = unifiedMergeView({
    original: before,
    mergeControls: false,
    gutter: true,
    collapseUnchanged: { margin: 3, minSize: 6 },
  })
  view.dispatch({ effects: merging.reconfigure(comparison) })
}
