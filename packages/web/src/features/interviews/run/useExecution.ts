import type { OpenInterview } from '@stoa/client/interviews'
import type { Fault } from '@stoa/contract/http'
import { run as runEntry } from '@stoa/contract/interviews'
import { useCallback, useEffect, useRef, useState } from 'react'
import { asFault } from '../../../components/useTask.ts'
import { type Executed, execute, executeTests, type Testing } from './execute.ts'
import { forSharing } from './output/share.ts'
import { type Transcript, textOf } from './output/transcript.ts'
import type { Program } from './protocol.ts'
import type { Preparing, Runner } from './sandbox/runner.ts'
import { reportOf, type TestRun } from './tests/report.ts'

/** Has everybody got a run? `seq` is where it is in the timeline. */
export type Sharing =
  | { readonly status: 'sending' }
  | { readonly status: 'shared'; readonly seq: number }
  | { readonly status: 'refused'; readonly fault: Fault }

export type Execution =
  | { readonly status: 'idle' }
  | { readonly status: 'preparing'; readonly what: Preparing }
  | { readonly status: 'running'; readonly transcript: Transcript }
  | { readonly status: 'testing' }
  | { readonly status: 'ended'; readonly result: Executed; readonly sharing: Sharing }
  | { readonly status: 'tested'; readonly sharing: Sharing }
  | { readonly status: 'broken'; readonly fault: Fault }

export function isBusy({ status }: Execution): boolean {
  return status === 'preparing' || status === 'running' || status === 'testing'
}

export interface UseExecution {
  readonly execution: Execution
  /** Of the last tests that were run here. */
  readonly testRuns: readonly TestRun[]
  run(program: Program): void
  test(testing: Testing): void
  stop(): void
}

/** Runs a document's programs here and shares each run with everybody as it ends. */
export function useExecution(
  runner: Runner | undefined,
  interview: OpenInterview,
  document: number,
): UseExecution {
  const [execution, setExecution] = useState<Execution>({ status: 'idle' })
  const [testRuns, setTestRuns] = useState<readonly TestRun[]>([])
  const current = useRef<AbortController>(undefined)
  useEffect(() => () => current.current?.abort(), [])

  const begin = useCallback((work: (job: Begun) => Promise<void>) => {
    current.current?.abort()
    const control = new AbortController()
    current.current = control
    const { signal } = control
    const show = (next: Execution) => {
      if (current.current === control) setExecution(next)
    }
    // While it is only getting ready there is nothing to wait for.
    signal.addEventListener('abort', () =>
      setExecution((now) => (now.status === 'preparing' ? { status: 'idle' } : now)),
    )
    show({ status: 'preparing', what: { step: 'starting' } })
    work({ signal, show, preparing: (what) => signal.aborted || show({ status: 'preparing', what }) }).catch(
      (error: unknown) => signal.aborted || show({ status: 'broken', fault: asFault(error) }),
    )
  }, [])

  const run = useCallback(
    (program: Program) => {
      if (runner === undefined) return
      begin(async ({ signal, show, preparing }) => {
        const told = (transcript: Transcript) => show({ status: 'running', transcript })
        const result = await execute({ runner, signal, preparing }, program, told)
        const { transcript, outcome, milliseconds } = result
        const output = forSharing(textOf(transcript), transcript.cut)
        const body = { language: program.language, outcome, output, milliseconds, tests: [] }
        await share(interview.send(runEntry, body, document), (sharing) =>
          show({ status: 'ended', result, sharing }),
        )
      })
    },
    [runner, interview, document, begin],
  )
  const test = useCallback(
    (testing: Testing) => {
      if (runner === undefined) return
      begin(async ({ signal, show, preparing }) => {
        setTestRuns([])
        const told = (runs: readonly TestRun[]) => {
          show({ status: 'testing' })
          setTestRuns(runs)
        }
        const { runs, milliseconds } = await executeTests({ runner, signal, preparing }, testing, told)
        const { outcome, output, tests } = reportOf(runs)
        if (tests.length === 0) return show({ status: 'idle' })
        const body = {
          language: testing.language,
          outcome,
          milliseconds,
          tests,
          output: forSharing(output, false),
        }
        await share(interview.send(runEntry, body, document), (sharing) =>
          show({ status: 'tested', sharing }),
        )
      })
    },
    [runner, interview, document, begin],
  )
  return { execution, testRuns, run, test, stop: useCallback(() => current.current?.abort(), []) }
}

interface Begun {
  readonly signal: AbortSignal
  readonly show: (next: Execution) => void
  readonly preparing: (what: Preparing) => void
}

async function share(
  sent: Promise<{ readonly seq: number }>,
  told: (sharing: Sharing) => void,
): Promise<void> {
  told({ status: 'sending' })
  try {
    told({ status: 'shared', seq: (await sent).seq })
  } catch (error) {
    told({ status: 'refused', fault: asFault(error) })
  }
}
