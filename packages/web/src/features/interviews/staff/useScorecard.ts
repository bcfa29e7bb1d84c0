import type { OpenInterview } from '@stoa/client/interviews'
import { type Scorecard, scorecard } from '@stoa/contract/interviews'
import { useEffect, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { createAutosave, type Saving } from './autosave.ts'
import { scorecardFor } from './scores.ts'

/** A pause in the writing, in milliseconds. */
const pause = 2000

interface Written {
  readonly card: Scorecard
  /** What was on the server then. */
  readonly over: Scorecard | undefined
}

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
  const [written, setWritten] = useState<Written>()
  useEffect(() => {
    const flush = () => autosave.flush()
    addEventListener('pagehide', flush)
    return () => {
      removeEventListener('pagehide', flush)
      flush()
    }
  }, [autosave])
  // Once saved and come back, what is on the server counts again, which may be from another device of theirs.
  const isPast = saving.status === 'saved' && written?.over !== about.stored
  const card = scorecardFor(about.criteria, isPast ? about.stored : (written?.card ?? about.stored))
  return {
    card,
    saving,
    flush: () => autosave.flush(),
    change(change) {
      const next = { ...card, ...change }
      setWritten({ card: next, over: about.stored })
      autosave.change(next)
    },
  }
}
