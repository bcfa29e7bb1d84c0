import type { Fault } from '@stoa/contract/http'
import type { InterviewSession } from '@stoa/contract/interviews'
import { useCallback, useEffect, useState } from 'react'
import { asFault } from '../../../components/useTask.ts'

interface Paging {
  readonly again: () => void
  readonly next: () => void
  /** Is the next page on its way? */
  readonly busy: boolean
}
export type Sessions = Paging &
  (
    | { readonly status: 'loading' }
    | { readonly status: 'error'; readonly fault: Fault }
    | { readonly status: 'ready'; readonly held: readonly InterviewSession[]; readonly more: boolean }
  )

type Load = (before: number | undefined) => Promise<{ readonly sessions: readonly InterviewSession[] }>

/** As many as `listSessions` gives at once. */
const pageSize = 50

/** One's interviews, page by page. */
export function useSessions(load: Load): Sessions {
  const [held, setHeld] = useState<readonly InterviewSession[]>()
  const [more, setMore] = useState(false)
  const [fault, setFault] = useState<Fault>()
  const [busy, setBusy] = useState(false)
  const read = useCallback(
    async (from: readonly InterviewSession[]) => {
      setBusy(true)
      try {
        const { sessions } = await load(from.at(-1)?.createdAt)
        setHeld([...from, ...sessions])
        setMore(sessions.length === pageSize)
        setFault(undefined)
      } catch (error) {
        setFault(asFault(error))
      } finally {
        setBusy(false)
      }
    },
    [load],
  )
  useEffect(() => void read([]), [read])
  const paging = { busy, again: () => void read(held ?? []), next: () => void read(held ?? []) }
  if (fault !== undefined) return { ...paging, status: 'error', fault }
  return held === undefined ? { ...paging, status: 'loading' } : { ...paging, status: 'ready', held, more }
}
