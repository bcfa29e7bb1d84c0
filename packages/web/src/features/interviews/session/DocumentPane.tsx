import type { OpenDocument, OpenInterview } from '@stoa/client/interviews'
import type { UserId } from '@stoa/contract/http'
import type { Document, InterviewSession } from '@stoa/contract/interviews'
import { CircleAlert, Eye, FileCode, Keyboard, Lock } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { EditorShortcuts } from '../editor/EditorShortcuts.tsx'
import { createEditorMemory, type EditorMemory } from '../editor/memory.ts'
import { SaveState } from '../editor/SaveState.tsx'
import { SettingsMenu } from '../editor/SettingsMenu.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import { readOnlyReason } from './rights.ts'
import { useDocument } from './useDocument.ts'
import type { Face } from './useFaces.ts'
import type { Following } from './useFollowing.ts'

const CodeEditor = lazy(() =>
  import('../editor/CodeEditor.tsx').then(({ CodeEditor }) => ({ default: CodeEditor })),
)
const Drawing = lazy(() => import('../drawing/Drawing.tsx').then(({ Drawing }) => ({ default: Drawing })))
const RunPanel = lazy(() => import('../run/RunPanel.tsx').then(({ RunPanel }) => ({ default: RunPanel })))

export interface DocumentPaneProps {
  readonly interview: OpenInterview
  readonly shown: Document | undefined
  readonly loading: boolean
  readonly session: InterviewSession
  readonly faceOf: (user: UserId) => Face
  readonly following: Following
}

/** The document that is shown, with what can be done with it. */
export function DocumentPane({ shown, loading, ...rest }: DocumentPaneProps) {
  const [memory] = useState(createEditorMemory)
  useEffect(() => () => memory.forget(), [memory])
  return (
    <>
      {shown !== undefined && <Shown {...rest} shown={shown} memory={memory} />}
      {shown === undefined && (loading ? <Waiting /> : <NoDocument session={rest.session} />)}
      <Suspense fallback={null}>
        <RunPanel interview={rest.interview} document={shown?.kind === 'code' ? shown.seq : undefined} />
      </Suspense>
    </>
  )
}

function NoDocument({ session }: { readonly session: InterviewSession }) {
  return (
    <div className="flex flex-1">
      <Notice icon={FileCode} title="No document is open">
        {readOnlyReason(session) ?? 'Add a file or a whiteboard with the plus above.'}
      </Notice>
    </div>
  )
}

interface ShownProps extends Omit<DocumentPaneProps, 'loading' | 'shown'> {
  readonly shown: Document
  readonly memory: EditorMemory
}

function Shown({ interview, session, shown, memory, faceOf, following }: ShownProps) {
  const document = useDocument(interview, shown.seq)
  const [shortcuts, setShortcuts] = useState(false)
  if (document === undefined) return <Waiting />
  const reason = readOnlyReason(session)
  const readOnly = reason !== undefined
  const followed = following.user === undefined ? undefined : faceOf(following.user)
  return (
    <>
      <section
        aria-label={shown.name}
        className="relative min-h-0 flex-1"
        style={followed && { boxShadow: `inset 0 0 0 2px ${followed.colour}` }}
      >
        <Ready document={document}>
          <Suspense fallback={<Waiting />}>
            {shown.kind === 'drawing' ? (
              <Drawing interview={interview} document={document} readOnly={readOnly} />
            ) : (
              <CodeEditor
                key={shown.seq}
                document={document}
                memory={memory}
                name={shown.name}
                language={shown.language}
                readOnly={readOnly}
                faceOf={faceOf}
                following={following.user}
                onStir={following.stop}
              />
            )}
          </Suspense>
        </Ready>
      </section>
      <footer className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-t bg-surface px-3 py-0.5 text-ink-soft text-sm">
        <SaveState document={document} />
        <Notes reason={reason} followed={followed?.name} onStop={following.stop} />
        <span className="ml-auto flex items-center gap-1">
          {shown.kind === 'code' && (
            <>
              <LanguageSwitch session={session.id} document={shown} disabled={readOnly} />
              <IconButton
                icon={Keyboard}
                size="small"
                label="Editor shortcuts"
                onClick={() => setShortcuts(true)}
              />
              <SettingsMenu />
            </>
          )}
        </span>
      </footer>
      <EditorShortcuts open={shortcuts} onClose={() => setShortcuts(false)} />
    </>
  )
}

interface NotesProps {
  readonly reason: string | undefined
  readonly followed: string | undefined
  readonly onStop: () => void
}

function Notes({ reason, followed, onStop }: NotesProps) {
  return (
    <span role="status" className="flex min-w-0 flex-wrap items-center gap-x-3">
      {reason !== undefined && (
        <span className="flex items-center gap-1.5 text-warn">
          <Lock aria-hidden className="size-3.5 shrink-0" /> {reason}
        </span>
      )}
      {followed !== undefined && (
        <span className="flex items-center gap-1.5">
          <Eye aria-hidden className="size-3.5 shrink-0" /> Following {followed}
          <button type="button" onClick={onStop} className="font-medium text-accent underline">
            Stop
          </button>
        </span>
      )}
    </span>
  )
}

function Ready({ document, children }: { readonly document: OpenDocument; readonly children: ReactNode }) {
  const { status, fault } = useStore(document.status)
  if (status === 'loading') return <Waiting />
  if (status === 'ready') return children
  return (
    <div role="alert" className="flex h-full">
      <Notice icon={CircleAlert} title="This document could not be opened">
        {fault?.message}
      </Notice>
    </div>
  )
}

function Waiting() {
  return (
    <div aria-busy="true" className="flex flex-1 flex-col gap-3 bg-raised p-4">
      <span className="sr-only">Opening the document…</span>
      {['w-1/3', 'w-1/2', 'w-2/5', 'w-1/4'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  )
}
