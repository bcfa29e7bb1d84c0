import type { OpenInterview } from '@stoa/client/interviews'
import type { InterviewSession } from '@stoa/contract/interviews'
import { useCallback, useEffect, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { DocumentPane } from './DocumentPane.tsx'
import { DocumentTabs } from './DocumentTabs.tsx'
import { SessionHeader } from './SessionHeader.tsx'
import { type Panel, SidePanel } from './SidePanel.tsx'
import { useFaces } from './useFaces.ts'
import { useFollowing } from './useFollowing.ts'

export interface WorkspaceProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  /** A message of the chat to show, from a search result. */
  readonly messageAt: number | undefined
}

/** The session's documents, with who is there above and what is said beside. */
export function Workspace({ interview, session, messageAt }: WorkspaceProps) {
  const state = useStore(interview)
  const { documents } = state.content
  const [chosen, setChosen] = useState<number>()
  const [panel, setPanel] = useState<Panel | undefined>(() =>
    messageAt !== undefined || matchMedia('(min-width: 80rem)').matches ? 'chat' : undefined,
  )
  const shown = documents.find((one) => one.seq === chosen) ?? documents[0]
  const following = useFollowing(
    state,
    useCallback((document: number) => setChosen(document), []),
  )
  const faceOf = useFaces(session)
  useEffect(() => {
    document.title = `${session.title} · Stoa`
    return () => {
      document.title = 'Stoa'
    }
  }, [session.title])
  return (
    <div className="flex h-full flex-col bg-canvas">
      <SessionHeader
        interview={interview}
        session={session}
        faceOf={faceOf}
        following={following}
        panel={panel}
        onPanel={(next) => setPanel(next === panel ? undefined : next)}
      />
      <div className="relative flex min-h-0 flex-1">
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <DocumentTabs
            interview={interview}
            session={session}
            documents={documents}
            shown={shown?.seq}
            onShow={(seq) => {
              following.stop()
              setChosen(seq)
            }}
          />
          <DocumentPane
            interview={interview}
            shown={shown}
            loading={state.status === 'loading'}
            session={session}
            faceOf={faceOf}
            following={following}
          />
        </main>
        {panel !== undefined && (
          <SidePanel
            interview={interview}
            session={session}
            panel={panel}
            shown={shown?.seq}
            messageAt={messageAt}
            onClose={() => setPanel(undefined)}
          />
        )}
      </div>
    </div>
  )
}
