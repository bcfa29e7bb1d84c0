import type { OpenInterview } from '@stoa/client/interviews'
import { type Scorecard, scorecard } from '@stoa/contract/interviews'
import { useEffect, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { createAutosave, type Saving } from './autosave.ts'
import { isSame, scorecardFor } from './scores.ts'

/** A pause in the writing, in milliseconds. */
const pause = 2000

export interface EditedScorecard {
  readonly card: Scorecard
  readonly saving: Saving
  change(change: Partial<Scorecard>): void
  /** Saves at once what was not saved yet. */
  flush(): void
}

/** One's own scorecard as it is being written: what was changed here, else what is on the server. */
export function useScorecard(
  interview: OpenInterview,
  about: { readonly criteria: readonly string[]; readonly stored: Scorecard | undefined },
): EditedScorecard {
  const [autosave] = useState(() =>
    createAutosave<Scorecard>({
      save: (card) => interview.sendStaff(scorecard, card),
      later(work) {
        const timer = setTimeout(work, pause)
        return () => clearTimeout(timer)
      },
    }),
  )
  const saving = useStore(autosave)
  const [written, setWritten] = useState<Scorecard>()
  useEffect(() => {
    const flush = () => autosave.flush()
    addEventListener('pagehide', flush)
    return () => {
      removeEventListener('pagehide', flush)
      flush()
    }
  }, [autosave])
  // What was written here counts until it has come back; then the server's, which may be from another device of theirs.
  const isBack = saving.status === 'saved' && written !== undefined && isSame(written, about.stored)
  useEffect(() => {
    if (isBack) setWritten(undefined)
  }, [isBack])
  const card = scorecardFor(about.criteria, written ?? about.stored)
  return {
    card,
    saving,
    flush: () => autosave.flush(),
    change(change) {
      const next = { ...card, ...change }
      setWritten(next)
      autosave.change(next)
    },
  }
}
