import type { OpenInterview } from '@stoa/client/interviews'
import { type Document, type InterviewSession, runnable } from '@stoa/contract/interviews'
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { InputBox } from './InputBox.tsx'
import { OutputTab } from './output/OutputTab.tsx'
import type { Runnable } from './protocol.ts'
import { RunBar, type Tab } from './RunBar.tsx'
import type { Runner } from './sandbox/runner.ts'
import { TestsPanel } from './tests/TestsPanel.tsx'
import { isBusy, useExecution } from './useExecution.ts'
import { useRunShortcut } from './useRunShortcut.ts'

export interface PanelProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly document: Document
  readonly runner: Runner | undefined
  /** Is it the shown document's? */
  readonly shown: boolean
}

export function Panel({ interview, session, document, runner, shown }: PanelProps) {
  const { content, staff } = useStore(interview)
  const [tab, setTab] = useState<Tab>('output')
  const [open, setOpen] = useState(false)
  const [input, setInput] = useState('')
  /** A run of the history that was chosen; undefined for the newest. */
  const [chosen, setChosen] = useState<number>()
  const { execution, testRuns, run, test, stop } = useExecution(runner, interview, document.seq)
  const opened = interview.document(document.seq)
  const ready = useStore(opened.status).status === 'ready' && runner !== undefined
  const language = runnable.find((one) => one === document.language)
  const busy = isBusy(execution)
  const runs = content.runs.filter((one) => one.document === document.seq)
  const id = useId()

  const begin = useCallback(
    (next: Tab, work: (language: Runnable, code: string) => void) => {
      if (language === undefined || busy || !ready) return
      setTab(next)
      setOpen(true)
      setChosen(undefined)
      work(language, opened.text.toString())
    },
    [language, busy, ready, opened],
  )
  const runIt = useCallback(
    () => begin('output', (of, code) => run({ language: of, code, input })),
    [begin, run, input],
  )
  useRunShortcut(runIt, shown)

  // Somebody's new run opens what it is shown in; those from before do not.
  const newest = runs.at(-1)?.seq ?? 0
  const seen = useRef(newest)
  useEffect(() => {
    if (newest > seen.current) setOpen(true)
    seen.current = newest
  }, [newest])

  return (
    <section aria-label="Run" data-runs="" className="flex shrink-0 flex-col border-line border-t bg-surface">
      <RunBar
        language={document.language}
        disabled={!ready}
        execution={execution}
        tab={tab}
        open={open}
        panel={id}
        onRun={runIt}
        onStop={stop}
        onTab={(next) => {
          setTab(next)
          setOpen(next !== tab || !open)
        }}
        onClose={() => setOpen(false)}
      />
      {open && (
        <div
          id={id}
          role="tabpanel"
          aria-label={tab}
          className="h-[32dvh] min-h-40 overflow-y-auto border-line border-t"
        >
          {tab === 'output' && (
            <OutputTab
              session={session}
              runs={runs}
              execution={execution}
              chosen={chosen}
              onChoose={setChosen}
            />
          )}
          {tab === 'input' && <InputBox language={document.language} value={input} onChange={setInput} />}
          {tab === 'tests' && (
            <TestsPanel
              interview={interview}
              // Each list is written whole, so the hidden one is to be known before it is.
              editable={session.role === 'interviewer' && session.status === 'open' && staff !== null}
              tests={content.tests}
              hiddenTests={staff?.hiddenTests ?? []}
              runs={testRuns}
              disabled={language === undefined || busy || !ready}
              onRun={(tests, hiddenTests) =>
                begin('tests', (of, code) => test({ language: of, code, tests, hiddenTests }))
              }
            />
          )}
        </div>
      )}
    </section>
  )
}
