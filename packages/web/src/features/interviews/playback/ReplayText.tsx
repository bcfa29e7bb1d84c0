import type { Document } from '@stoa/contract/interviews'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Complaint } from '../../../components/Complaint.tsx'
import { languageNames } from '../editor/languageNames.ts'
import { editorRoot } from '../editor/shadow.ts'
import type { Film } from './engine/film.ts'
import type { RecordedDocument } from './engine/recording.ts'
import { useReplay } from './ReplayContext.ts'
import { createReplayEditor, type ReplayEditor } from './replayEditor.ts'
import { createStage } from './stage.ts'

export interface ReplayTextProps {
  /** As it is called and written in at the time that is shown. */
  readonly document: Document
  readonly recorded: RecordedDocument
  readonly film: Film
}

/** A code document at the time that is shown. What changes with every picture goes past React, straight to the editor. */
export function ReplayText({ document, recorded, film }: ReplayTextProps) {
  const { films, player, face } = useReplay()
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<ReplayEditor>()
  const [broken, setBroken] = useState(false)
  const stage = useMemo(() => createStage({ document: recorded, film, face }), [recorded, film, face])
  useEffect(() => {
    if (host.current === null) return
    const made = createReplayEditor(editorRoot(host.current), () => setBroken(true))
    setEditor(made)
    return () => {
      made.close()
      setEditor(undefined)
    }
  }, [])
  useEffect(() => editor?.setLanguage(document.language), [editor, document.language])
  useEffect(
    () => editor?.setLabel(`${document.name}, ${languageNames[document.language]}, as it was`),
    [editor, document.name, document.language],
  )
  useEffect(() => {
    if (editor === undefined) return
    const show = () => editor.show(stage(player.get().time))
    show()
    const stops = [player.subscribe(show), films.subscribe(show)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [editor, stage, player, films])
  return (
    <div className="flex h-full min-h-0 flex-col">
      {broken && (
        <Complaint>
          The colours of this language could not be loaded. Reload the page when you are online.
        </Complaint>
      )}
      <div ref={host} data-editor className="min-h-0 flex-1 bg-raised" />
    </div>
  )
}
