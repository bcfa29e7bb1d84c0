import type { UserId } from '@stoa/contract/http'
import type { Run } from '@stoa/contract/interviews'
import { classes } from '../../../../components/classes.ts'
import { useTimes } from '../../../../components/TimesContext.tsx'
import type { Face } from '../../session/useFaces.ts'
import { endingOf } from './SharedRun.tsx'

export interface RunHistoryProps {
  /** Oldest first. */
  readonly runs: readonly Run[]
  readonly shown: number | undefined
  readonly faceOf: (user: UserId) => Face
  readonly onChoose: (seq: number) => void
}

/** Everybody's runs of this document, newest first. */
export function RunHistory({ runs, shown, faceOf, onChoose }: RunHistoryProps) {
  const times = useTimes()
  return (
    <ol
      aria-label="Runs"
      className="flex shrink-0 overflow-x-auto border-line border-t p-1 md:w-56 md:flex-col md:overflow-y-auto md:border-t-0 md:border-l"
    >
      {runs.toReversed().map((run) => (
        <li key={run.seq} className="shrink-0">
          <button
            type="button"
            aria-current={run.seq === shown ? 'true' : undefined}
            onClick={() => onChoose(run.seq)}
            className={classes(
              'flex w-full items-baseline gap-2 rounded-lg px-2 py-1 text-left text-ink-soft text-sm hover:bg-sunken',
              run.seq === shown && 'bg-sunken',
            )}
          >
            <time dateTime={new Date(run.at).toISOString()} className="whitespace-nowrap tabular-nums">
              {times.clock(run.at)}
            </time>
            <span className="max-w-24 truncate">{run.by === null ? 'Stoa' : faceOf(run.by).name}</span>
            <span
              className={classes('ml-auto whitespace-nowrap', run.outcome !== 'finished' && 'text-danger')}
            >
              {endingOf(run)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
