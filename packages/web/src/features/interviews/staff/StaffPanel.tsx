import type { OpenInterview } from '@stoa/client/interviews'
import { useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { classes } from '../../../components/classes.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { Notes } from './Notes.tsx'
import { ScorecardPart } from './ScorecardPart.tsx'

const parts = { notes: 'Notes', scorecard: 'Scorecard' } as const
type Part = keyof typeof parts

/** What interviewers write about a session for themselves (P9). */
export function StaffPanel({ interview }: { readonly interview: OpenInterview }) {
  const { session, staff } = useStore(interview)
  const [part, setPart] = useState<Part>('notes')
  // What was written before is known before anything is: a scorecard that began empty would take its place.
  if (session === undefined || staff === null) return <Waiting />
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div role="tablist" aria-label="Notes and scorecard" className="flex gap-1 border-line border-b p-2">
        {(['notes', 'scorecard'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === part}
            onClick={() => setPart(one)}
            className={classes(
              'flex-1 rounded-lg px-3 py-1.5 text-sm',
              one === part
                ? 'bg-accent-soft font-medium text-accent-strong'
                : 'text-ink-soft hover:bg-sunken',
            )}
          >
            {parts[one]}
          </button>
        ))}
      </div>
      <p className="px-4 pt-3 text-ink-soft text-xs">Only interviewers see this.</p>
      {/* Both stay, so that nothing half written is lost. */}
      <div hidden={part !== 'notes'}>
        <Notes interview={interview} session={session} staff={staff} />
      </div>
      <div hidden={part !== 'scorecard'}>
        <ScorecardPart interview={interview} session={session} staff={staff} />
      </div>
    </div>
  )
}

function Waiting() {
  return (
    <div aria-busy="true" className="flex flex-col gap-3 p-4">
      <span className="sr-only">Loading notes and scorecard…</span>
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-4 w-2/3" />
    </div>
  )
}
