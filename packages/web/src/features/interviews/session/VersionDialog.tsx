import type { OpenInterview } from '@stoa/client/interviews'
import type { InterviewSession, Version } from '@stoa/contract/interviews'
import type { Entry } from '@stoa/contract/rooms'
import { RotateCcw } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useQuery } from '../../../components/useQuery.ts'
import { DiffView } from '../editor/DiffView.tsx'
import { documentAt, loadHistory } from '../history/load.ts'
import { problemOf } from './faults.ts'
import { restore } from './restore.ts'
import { readOnlyReason } from './rights.ts'
import { useDocument } from './useDocument.ts'
import { useText } from './useText.ts'

export interface VersionDialogProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly version: Version
  readonly shown: number | undefined
  readonly onClose: () => void
}

/** What changed in the code documents since a version, and the way back to it. */
export function VersionDialog({ interview, session, version, shown, onClose }: VersionDialogProps) {
  const client = useClient()
  const { content } = useStore(interview)
  const [share, setShare] = useState(0)
  const [history, again] = useQuery(
    useCallback(
      () => loadHistory(client, session.id, { upTo: version.seq, onProgress: setShare }),
      [client, session.id, version.seq],
    ),
  )
  const documents = content.documents.filter((one) => one.kind === 'code' && one.seq < version.seq)
  return (
    <Modal open wide onClose={onClose} title={`Changes since “${version.name}”`}>
      {history.status === 'loading' && (
        <p aria-busy="true" className="flex items-center gap-3 py-8">
          <progress value={share} aria-label="Loading the history" className="flex-1" />
          <span className="tabular-nums">{Math.round(share * 100)} %</span>
        </p>
      )}
      {history.status === 'error' && (
        <div className="flex items-center justify-between gap-3">
          <Complaint>{problemOf(history.fault)}</Complaint>
          <Button look="outline" onClick={again}>
            Try again
          </Button>
        </div>
      )}
      {history.status === 'ready' && documents.length === 0 && (
        <p className="text-ink-soft">None of the files that are open now was there then.</p>
      )}
      {history.status === 'ready' && documents.length > 0 && (
        <Comparison
          interview={interview}
          session={session}
          version={version}
          documents={documents}
          shown={shown}
          entries={history.value}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

interface ComparisonProps extends VersionDialogProps {
  readonly documents: ReturnType<OpenInterview['get']>['content']['documents']
  readonly entries: readonly Entry[]
}

function Comparison({ interview, session, version, documents, shown, entries, onClose }: ComparisonProps) {
  const [chosen, setChosen] = useState(shown)
  const [asking, setAsking] = useState(false)
  const compared = documents.find((one) => one.seq === chosen) ?? documents[0]
  const document = useDocument(interview, compared?.seq)
  const now = useText(document)
  const then = useMemo(
    () => (compared === undefined ? '' : documentAt(entries, compared.seq, version.seq)),
    [entries, compared, version.seq],
  )
  useEffect(() => setChosen(shown), [shown])
  if (compared === undefined || document === undefined || now === undefined) return null
  const same = now === then
  return (
    <div className="flex flex-col gap-3">
      {documents.length > 1 && (
        <select
          aria-label="Document"
          value={compared.seq}
          onChange={(event) => setChosen(Number(event.target.value))}
          className="rounded-xl border border-line-strong/60 bg-raised px-3 py-2"
        >
          {documents.map((one) => (
            <option key={one.seq} value={one.seq}>
              {one.name}
            </option>
          ))}
        </select>
      )}
      {same ? (
        <p className="py-6 text-center text-ink-soft">“{compared.name}” is as it was then.</p>
      ) : (
        <DiffView
          before={then}
          after={now}
          language={compared.language}
          label={`Changes of ${compared.name}`}
        />
      )}
      {!same && readOnlyReason(session) === undefined && (
        <Button look="outline" onClick={() => setAsking(true)}>
          <RotateCcw aria-hidden className="size-4" /> Go back to this version
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={`Go back to “${version.name}”?`}
        text={`“${compared.name}” gets the text it had then, for everybody. It is an edit like any other: what is there now stays in the history.`}
        confirm="Go back"
        onConfirm={() => {
          restore(document, then)
          onClose()
        }}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
