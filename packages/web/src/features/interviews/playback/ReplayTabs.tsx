import type { Document } from '@stoa/contract/interviews'
import { FileCode, PenTool } from 'lucide-react'
import { classes } from '../../../components/classes.ts'
import { languageNames } from '../editor/languageNames.ts'

export interface ReplayTabsProps {
  readonly documents: readonly Document[]
  readonly shown: number | undefined
  readonly onPick: (document: number) => void
}

/** The documents as they were at the time that is shown. */
export function ReplayTabs({ documents, shown, onPick }: ReplayTabsProps) {
  return (
    <div role="tablist" aria-label="Documents" className="flex min-w-0 gap-1 overflow-x-auto px-3 py-2">
      {documents.map(({ seq, name, kind, language }) => {
        const Icon = kind === 'code' ? FileCode : PenTool
        return (
          <button
            key={seq}
            type="button"
            role="tab"
            aria-selected={seq === shown}
            onClick={() => onPick(seq)}
            className={classes(
              'flex shrink-0 items-center gap-2 rounded-lg px-3 py-1.5 text-sm',
              seq === shown
                ? 'bg-accent-soft font-medium text-accent-strong'
                : 'text-ink-soft hover:bg-sunken',
            )}
          >
            <Icon aria-hidden className="size-4" />
            {name}
            {kind === 'code' && <span className="text-ink-faint text-xs">{languageNames[language]}</span>}
          </button>
        )
      })}
    </div>
  )
}
