import type { Run } from '@stoa/contract/interviews'
import { Spinner } from '../../../components/Spinner.tsx'
import { timeLimit } from './protocol.ts'
import type { Progress } from './sandbox/loadRuntime.ts'
import type { Execution } from './useExecution.ts'

/** How a run ended, in words. */
export const endings = {
  finished: 'Finished',
  failed: 'Failed',
  stopped: 'Stopped',
  timeout: `Stopped after ${timeLimit / 1000} s`,
} as const satisfies Record<Run['outcome'], string>

export interface StatusProps {
  readonly execution: Execution
  /** Its name. */
  readonly language: string
}

/** What goes on in the sandbox. */
export function Status({ execution, language }: StatusProps) {
  switch (execution.status) {
    case 'preparing': {
      const { what } = execution
      if (what.step === 'loading') return <Loading language={language} progress={what.progress} />
      return <Doing>Starting {language}…</Doing>
    }
    case 'running':
      return <Doing>Running…</Doing>
    case 'testing':
      return <Doing>Testing…</Doing>
    case 'broken':
      return <span className="text-danger">It could not run: {execution.fault.message}</span>
    default:
      return null
  }
}

function Doing({ children }: { readonly children: React.ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      <Spinner /> <span className="truncate">{children}</span>
    </span>
  )
}

function Loading({ language, progress }: { readonly language: string; readonly progress: Progress }) {
  const { loaded, total } = progress
  return (
    <span className="flex items-center gap-2">
      <span className="truncate">
        Loading {language}
        <span aria-hidden className="tabular-nums">
          : {megabytes(loaded)} of {megabytes(total)} MB
        </span>
      </span>
      <progress
        aria-label={`Loading ${language}`}
        value={loaded}
        max={total}
        className="h-1.5 w-24 accent-accent"
      />
    </span>
  )
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}
