import type { Language } from '@stoa/contract/interviews'
import { ChevronDown, Play, Square } from 'lucide-react'
import { Button } from '../../../components/Button.tsx'
import { classes } from '../../../components/classes.ts'
import { IconButton } from '../../../components/IconButton.tsx'
import { languageNames } from '../editor/languageNames.ts'
import { runs } from './languages.ts'
import { Status } from './Status.tsx'
import { type Execution, isBusy } from './useExecution.ts'

export const tabs = { output: 'Output', input: 'Input', tests: 'Tests' } as const
export type Tab = keyof typeof tabs

export interface RunBarProps {
  readonly language: Language
  /** Is it not there yet? */
  readonly disabled: boolean
  readonly execution: Execution
  readonly tab: Tab
  readonly open: boolean
  /** The id of what the tabs show. */
  readonly panel: string
  readonly onRun: () => void
  readonly onStop: () => void
  readonly onTab: (tab: Tab) => void
  readonly onClose: () => void
}

export function RunBar({ language, disabled, execution, tab, open, panel, ...on }: RunBarProps) {
  const can = runs(language)
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-2 py-1">
      {isBusy(execution) ? (
        <Button look="danger" className="px-3 text-sm" onClick={on.onStop}>
          <Square aria-hidden className="size-3.5 fill-current" /> Stop
        </Button>
      ) : (
        <Button className="px-3 text-sm" disabled={!can || disabled} title="Ctrl Enter" onClick={on.onRun}>
          <Play aria-hidden className="size-3.5 fill-current" /> Run
        </Button>
      )}
      <div role="tablist" aria-label="Of a run" className="flex">
        {(['output', 'input', 'tests'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={open && one === tab}
            aria-controls={open && one === tab ? panel : undefined}
            onClick={() => on.onTab(one)}
            className={classes(
              'min-h-9 rounded-lg px-2.5 text-sm transition-colors hover:bg-sunken',
              open && one === tab ? 'bg-accent-soft font-medium text-ink' : 'text-ink-soft',
            )}
          >
            {tabs[one]}
          </button>
        ))}
      </div>
      <div role="status" className="ml-auto min-w-0 text-ink-soft text-sm">
        {can ? (
          <Status execution={execution} language={languageNames[language]} />
        ) : (
          `${languageNames[language]} does not run here.`
        )}
      </div>
      {open && <IconButton icon={ChevronDown} size="small" label="Close the output" onClick={on.onClose} />}
    </div>
  )
}
