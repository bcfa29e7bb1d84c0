import type { OpenInterview } from '@stoa/client/interviews'
import type { TestCase } from '@stoa/contract/interviews'
import { ListChecks, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../../components/Button.tsx'
import { passed, type TestRun } from './report.ts'
import { sameTest } from './sameTest.ts'
import { TestDialog } from './TestDialog.tsx'
import { TestItem } from './TestItem.tsx'

export interface TestsPanelProps {
  readonly interview: OpenInterview
  /** May this person add tests and change them? */
  readonly editable: boolean
  readonly tests: readonly TestCase[]
  /** Empty for whoever is no interviewer. */
  readonly hiddenTests: readonly TestCase[]
  /** Those that were run here last. */
  readonly runs: readonly TestRun[]
  readonly disabled: boolean
  readonly onRun: (tests: readonly TestCase[], hiddenTests: readonly TestCase[]) => void
}

/** The tests of a session: what a program is given, what it must write, and how the last run here did. */
export function TestsPanel(props: TestsPanelProps) {
  const { interview, editable, tests, hiddenTests, runs, disabled, onRun } = props
  const [editing, setEditing] = useState<{ readonly test?: TestCase; readonly hidden: boolean }>()
  const items = [
    ...tests.map((test) => ({ test, hidden: false })),
    ...hiddenTests.map((test) => ({ test, hidden: true })),
  ]
  const done = runs.filter((one) => items.some(({ test }) => sameTest(test, one.test)))
  return (
    <div className="flex flex-col gap-2 p-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="outline"
          className="px-3 text-sm"
          disabled={disabled || items.length === 0}
          onClick={() => onRun(tests, hiddenTests)}
        >
          <ListChecks aria-hidden className="size-4" /> Run tests
        </Button>
        {editable && (
          <Button
            look="quiet"
            className="px-3 text-accent text-sm"
            onClick={() => setEditing({ hidden: false })}
          >
            <Plus aria-hidden className="size-4" /> Add a test
          </Button>
        )}
        <span role="status" className="ml-auto text-ink-soft text-sm tabular-nums">
          {done.length > 0 && `${done.filter(passed).length} of ${items.length} passed`}
        </span>
      </div>
      {items.length === 0 && (
        <p className="text-ink-soft text-sm">
          {editable
            ? 'No tests yet. One gives the program something to read and says what it must write; hidden ones only interviewers have.'
            : 'No tests yet. The interviewer may add some.'}
        </p>
      )}
      <ul aria-label="Tests" className="flex flex-col gap-1">
        {items.map(({ test, hidden }) => (
          <TestItem
            key={test.id}
            test={test}
            hidden={hidden}
            run={done.find((one) => one.test.id === test.id)}
            onEdit={editable ? () => setEditing({ test, hidden }) : undefined}
          />
        ))}
      </ul>
      {editing !== undefined && (
        <TestDialog
          interview={interview}
          tests={tests}
          hiddenTests={hiddenTests}
          test={editing.test}
          hidden={editing.hidden}
          onClose={() => setEditing(undefined)}
        />
      )}
    </div>
  )
}
