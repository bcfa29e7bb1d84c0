import type { TestCase } from '@stoa/contract/interviews'
import { ChevronRight, Circle, EyeOff, Pencil } from 'lucide-react'
import { IconButton } from '../../../../components/IconButton.tsx'
import { Passed } from '../output/SharedRun.tsx'
import { Difference } from './Difference.tsx'
import { passed, type TestRun } from './report.ts'

export interface TestItemProps {
  readonly test: TestCase
  readonly hidden: boolean
  /** How it went last; undefined for not yet. */
  readonly run: TestRun | undefined
  /** Undefined for who may not. */
  readonly onEdit: (() => void) | undefined
}

const ended = { failed: 'It failed.', stopped: 'It was stopped.', timeout: 'It ran out of time.' } as const

export function TestItem({ test, hidden, run, onEdit }: TestItemProps) {
  return (
    <li className="flex items-start gap-1 rounded-lg border border-line bg-raised">
      <details className="group min-w-0 flex-1">
        <summary className="flex min-h-9 cursor-default list-none items-center gap-2 px-2 text-sm">
          <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-soft group-open:rotate-90" />
          {run === undefined ? (
            <Circle role="img" aria-label="Not run" className="size-3.5 shrink-0 text-ink-faint" />
          ) : (
            <Passed passed={passed(run)} />
          )}
          <span className="min-w-0 truncate">{test.name}</span>
          {hidden && (
            <span className="flex items-center gap-1 rounded-full bg-sunken px-2 text-ink-soft text-xs">
              <EyeOff aria-hidden className="size-3" /> Hidden
            </span>
          )}
        </summary>
        <div className="flex flex-col gap-2 px-3 pb-3 text-sm">
          <Text title="Input" text={test.input} />
          {run === undefined || passed(run) ? (
            <Text title="Expected output" text={test.expected} />
          ) : (
            <Difference expected={test.expected} actual={run.actual} />
          )}
          {run !== undefined && run.outcome !== 'finished' && (
            <p className="text-danger">{ended[run.outcome]}</p>
          )}
          {run !== undefined && run.errors !== '' && (
            <pre className="overflow-x-auto whitespace-pre-wrap font-mono text-danger text-xs">
              {run.errors}
            </pre>
          )}
        </div>
      </details>
      {onEdit !== undefined && (
        <IconButton icon={Pencil} size="small" label={`Edit ${test.name}`} onClick={onEdit} />
      )}
    </li>
  )
}

function Text({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div>
      <p className="text-ink-soft text-xs">{title}</p>
      {text === '' ? (
        <p className="text-ink-faint text-xs">Nothing</p>
      ) : (
        <pre className="overflow-x-auto rounded bg-sunken p-2 font-mono text-xs">{text}</pre>
      )}
    </div>
  )
}
