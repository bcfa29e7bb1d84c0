import type { InterviewSession, Run } from '@stoa/contract/interviews'
import { problemOf } from '../../session/faults.ts'
import { useFaces } from '../../session/useFaces.ts'
import type { Execution } from '../useExecution.ts'
import { OutputText } from './OutputText.tsx'
import { RunHistory } from './RunHistory.tsx'
import { Ending, SharedRun } from './SharedRun.tsx'

export interface OutputTabProps {
  readonly session: InterviewSession
  /** Of this document, oldest first. */
  readonly runs: readonly Run[]
  readonly execution: Execution
  readonly chosen: number | undefined
  readonly onChoose: (seq: number | undefined) => void
}

/** The run that goes on here or the newest of anybody, unless an earlier one was chosen; and those there were. */
export function OutputTab({ session, runs, execution, chosen, onChoose }: OutputTabProps) {
  const faceOf = useFaces(session)
  const newest = runs.at(-1)
  const picked = runs.find(({ seq }) => seq === chosen)
  const run = picked ?? newest
  const isOwn = picked === undefined && ownIsNewest(execution, newest?.seq ?? 0)
  return (
    <div className="flex h-full min-h-0 flex-col md:flex-row">
      <div className="min-h-0 min-w-0 flex-1 overflow-y-auto">
        {isOwn && <Own execution={execution} />}
        {!isOwn && run !== undefined && (
          <SharedRun run={run} by={run.by === null ? 'Stoa' : faceOf(run.by).name} />
        )}
        {!isOwn && run === undefined && (
          <p className="p-3 text-ink-soft text-sm">Nothing has run yet. Everybody sees what a run writes.</p>
        )}
      </div>
      {runs.length > 0 && (
        <RunHistory
          runs={runs}
          shown={isOwn ? undefined : run?.seq}
          faceOf={faceOf}
          onChoose={(seq) => onChoose(seq === newest?.seq && !isOwn ? undefined : seq)}
        />
      )}
    </div>
  )
}

/** Does what happens here come after all that was shared? */
function ownIsNewest(execution: Execution, newest: number): boolean {
  switch (execution.status) {
    case 'running':
      return true
    case 'ended':
      return execution.sharing.status !== 'shared' || execution.sharing.seq >= newest
    default:
      return false
  }
}

function Own({ execution }: { readonly execution: Execution }) {
  if (execution.status === 'running') return <OutputText pieces={execution.transcript.pieces} follow />
  if (execution.status !== 'ended') return null
  const { result, sharing } = execution
  return (
    <>
      <Ending run={{ ...result, tests: [] }} by="You" />
      {sharing.status === 'sending' && <p className="px-3 text-ink-soft text-sm">Waiting to be shared…</p>}
      {sharing.status === 'refused' && (
        <p role="alert" className="px-3 text-sm text-warn">
          Only you see this run. {problemOf(sharing.fault)}
        </p>
      )}
      <OutputText pieces={result.transcript.pieces} />
      {result.transcript.cut && (
        <p className="px-3 pb-3 text-sm text-warn">It wrote more than is kept; the rest is cut.</p>
      )}
    </>
  )
}
