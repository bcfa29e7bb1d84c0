import type { Fault } from '@stoa/contract/http'
import { useCallback, useEffect, useRef, useState } from 'react'
import { asFault } from './useTask.ts'

export interface Pages<T> {
  readonly status: 'loading' | 'ready' | 'error'
  readonly fault: Fault | undefined
  readonly items: readonly T[]
  readonly more: boolean
  readonly busy: boolean
  /** Loads the next page, or the one that failed. */
  next(): void
  /** Begins at the first page. */
  again(): void
}

interface Held<T, C> {
  readonly items: readonly T[]
  readonly cursor: C | null
  readonly loaded: boolean
  readonly fault: Fault | undefined
}

/** A list that is read page by page. `load` gives the page after a cursor; keep it stable with useCallback. */
export function usePages<T, C>(
  load: (after: C | undefined) => Promise<{ readonly items: readonly T[]; readonly next: C | null }>,
): Pages<T> {
  const empty: Held<T, C> = { items: [], cursor: null, loaded: false, fault: undefined }
  const [held, setHeld] = useState(empty)
  const [busy, setBusy] = useState(true)
  const turn = useRef(0)
  const read = useCallback(
    async (after: C | undefined) => {
      turn.current += 1
      const mine = turn.current
      setBusy(true)
      try {
        const page = await load(after)
        if (mine !== turn.current) return
        setHeld((before) => ({
          items: after === undefined ? page.items : [...before.items, ...page.items],
          cursor: page.next,
          loaded: true,
          fault: undefined,
        }))
      } catch (error) {
        if (mine === turn.current) setHeld((before) => ({ ...before, fault: asFault(error) }))
      } finally {
        if (mine === turn.current) setBusy(false)
      }
    },
    [load],
  )
  useEffect(() => {
    void read(undefined)
    return () => {
      turn.current += 1
    }
  }, [read])
  return {
    status: held.loaded ? 'ready' : held.fault === undefined ? 'loading' : 'error',
    fault: held.fault,
    items: held.items,
    more: held.cursor !== null,
    busy,
    next: () => void read(held.cursor ?? undefined),
    again: () => void read(undefined),
  }
}
