import type { OpenInterview } from '@stoa/client/interviews'
import { type InterviewSession, type Version, version } from '@stoa/contract/interviews'
import { History } from 'lucide-react'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import { Field } from '../../../components/Field.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useTask } from '../../../components/useTask.ts'
import { problemOf } from './faults.ts'
import { readOnlyReason } from './rights.ts'

const VersionDialog = lazy(() =>
  import('./VersionDialog.tsx').then(({ VersionDialog }) => ({ default: VersionDialog })),
)

export interface VersionsPanelProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  /** The document that is shown, which is compared first. */
  readonly shown: number | undefined
}

/** Moments that were given a name, to compare with and go back to. */
export function VersionsPanel({ interview, session, shown }: VersionsPanelProps) {
  const { content } = useStore(interview)
  const times = useTimes()
  const task = useTask()
  const [name, setName] = useState('')
  const [compared, setCompared] = useState<Version>()
  const mayWrite = readOnlyReason(session) === undefined
  const by = new Map([...session.participants, ...session.left].map((one) => [one.user, one.name]))
  const keep = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    if (await task.run(() => interview.send(version, { name: name.trim() }))) setName('')
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {mayWrite && (
        <form onSubmit={keep} className="flex items-end gap-2 border-line border-b p-4">
          <Field
            label="Keep this moment as"
            placeholder="Before the hint"
            maxLength={60}
            autoComplete="off"
            className="min-w-0 flex-1"
            value={name}
            problem={task.fault && problemOf(task.fault)}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" busy={task.busy} disabled={name.trim() === ''}>
            Keep
          </Button>
        </form>
      )}
      {content.versions.length === 0 ? (
        <div className="flex flex-1">
          <Notice icon={History} title="No versions yet">
            A version is a moment with a name. Compare what is written now with it, or go back to it.
          </Notice>
        </div>
      ) : (
        <ul className="flex flex-col p-2">
          {content.versions.toReversed().map((one) => (
            <li key={one.seq} className="flex items-center gap-3 rounded-2xl px-3 py-2 hover:bg-sunken">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{one.name}</span>
                <span className="block truncate text-ink-soft text-sm">
                  {times.clock(one.at)}
                  {one.by !== null && ` · ${by.get(one.by) ?? 'somebody who left'}`}
                </span>
              </span>
              <Button look="outline" aria-label={`Compare with ${one.name}`} onClick={() => setCompared(one)}>
                Compare
              </Button>
            </li>
          ))}
        </ul>
      )}
      {compared !== undefined && (
        <Suspense fallback={null}>
          <VersionDialog
            interview={interview}
            session={session}
            version={compared}
            shown={shown}
            onClose={() => setCompared(undefined)}
          />
        </Suspense>
      )}
    </div>
  )
}
