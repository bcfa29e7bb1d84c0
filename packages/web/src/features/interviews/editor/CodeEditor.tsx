import type { OpenDocument } from '@stoa/client/interviews'
import type { UserId } from '@stoa/contract/http'
import type { Language } from '@stoa/contract/interviews'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useSelector } from 'react-redux'
import { useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { createEditor, type Editor } from './createEditor.ts'
import { languageNames } from './languageNames.ts'
import type { EditorMemory } from './memory.ts'
import type { DrawnCursor } from './remoteCursors.ts'
import { selectEditor } from './settings.ts'
import { editorRoot } from './shadow.ts'

export interface CodeEditorProps {
  readonly document: OpenDocument
  readonly memory: EditorMemory
  readonly name: string
  readonly language: Language
  readonly readOnly: boolean
  /** How somebody's cursor is drawn. */
  readonly faceOf: (user: UserId) => Pick<DrawnCursor, 'name' | 'colour' | 'onColour'>
  /** Whose cursor is kept in view. */
  readonly following: UserId | undefined
  /** Something was typed, clicked or scrolled by hand. */
  readonly onStir: () => void
}

/** A code document being written by everybody at once. */
export function CodeEditor(props: CodeEditorProps) {
  const { document, memory, name, language, readOnly, faceOf, following, onStir } = props
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor>()
  const [broken, setBroken] = useState(false)
  const settings = useSelector(selectEditor)
  const cursors = useStore(document.cursors)
  const stir = useEffectEvent(() => onStir())

  useEffect(() => {
    if (host.current === null) return
    const made = createEditor({
      root: editorRoot(host.current),
      document,
      memory: memory.of(document),
      onStir: () => stir(),
      onProblem: () => setBroken(true),
    })
    setEditor(made)
    return () => {
      made.close()
      setEditor(undefined)
    }
  }, [document, memory])
  useEffect(() => editor?.setSettings(settings), [editor, settings])
  useEffect(() => editor?.setLanguage(language), [editor, language])
  useEffect(() => editor?.setReadOnly(readOnly), [editor, readOnly])
  useEffect(
    () => editor?.setLabel(`${name}, ${languageNames[language]}. Escape, then Tab leaves the editor.`),
    [editor, name, language],
  )
  useEffect(
    () => editor?.setCursors(cursors.map((one) => ({ ...one, id: one.user, ...faceOf(one.user) }))),
    [editor, cursors, faceOf],
  )
  const followed = cursors.find((one) => one.user === following)?.head
  useEffect(() => {
    if (followed !== undefined) editor?.reveal(followed)
  }, [editor, followed])

  return (
    <div className="flex h-full min-h-0 flex-col">
      {broken && (
        <Complaint>A part of the editor could not be loaded. Reload the page when you are online.</Complaint>
      )}
      <div ref={host} data-editor className="min-h-0 flex-1 bg-raised" />
    </div>
  )
}
