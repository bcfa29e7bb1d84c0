import type { Run } from '@stoa/contract/interviews'
import { Check, X } from 'lucide-react'
import { classes } from '../../../../components/classes.ts'
import { endings } from '../Status.tsx'
import { OutputText } from './OutputText.tsx'

type Ended = Pick<Run, 'outcome' | 'milliseconds' | 'tests'>

/** A run as it was shared with everybody. */
export function SharedRun({ run, by }: { readonly run: Run; readonly by: string }) {
  return (
    <>
      <Ending run={run} by={by} />
      {run.tests.length > 0 && (
        <ul aria-label="Tests" className="flex flex-wrap gap-x-4 gap-y-1 px-3 pt-1 text-sm">
          {run.tests.map(numbered).map(({ name, passed, place }) => (
            <li key={place} className="flex items-center gap-1.5">
              <Passed passed={passed} /> {name}
            </li>
          ))}
        </ul>
      )}
      {run.output !== '' && <OutputText pieces={[{ stream: 'out', text: run.output, at: 0 }]} />}
    </>
  )
}

/** Names may be the same. */
function numbered<T>(one: T, place: number): T & { readonly place: number } {
  return { ...one, place }
}

/** How a run went, of whom, and how long it took. */
export function Ending({ run, by }: { readonly run: Ended; readonly by: string }) {
  const bad = run.outcome !== 'finished' || run.tests.some(({ passed }) => !passed)
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 px-3 pt-2 text-ink-soft text-sm">
      <span className={classes('font-medium', bad ? 'text-danger' : 'text-ink')}>{endingOf(run)}</span>
      <span className="tabular-nums">{run.milliseconds} ms</span>
      <span>{by}</span>
    </p>
  )
}

export function endingOf({ outcome, tests }: Pick<Run, 'outcome' | 'tests'>): string {
  if (tests.length === 0 || outcome === 'stopped') return endings[outcome]
  return `${tests.filter(({ passed }) => passed).length} of ${tests.length} passed`
}

export function Passed({ passed }: { readonly passed: boolean }) {
  return passed ? (
    <Check role="img" aria-label="Passed" className="size-4 shrink-0 text-online" />
  ) : (
    <X role="img" aria-label="Failed" className="size-4 shrink-0 text-danger" />
  )
}
