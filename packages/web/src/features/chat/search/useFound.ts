import type { Fault } from '@stoa/contract/http'
import { useEffect, useState } from 'react'
import { asFault } from '../../../components/useTask.ts'

export interface Page<T> {
  readonly hits: readonly T[]
  readonly next: string | null
}

export interface Found<T> {
  readonly status: 'loading' | 'ready' | 'error'
  readonly hits: readonly T[]
  readonly fault?: Fault
  /** Is there another page? */
  readonly more: boolean
  next(): void
}

interface State<T> {
  readonly key: string
  readonly hits: readonly T[]
  readonly next: string | null
  readonly fault?: Fault
}

/** How long typing pauses before the server is asked, ms. */
const pause = 200

/** Pages of what a search finds. `key` changes with what is searched for; `load` gives a page after a cursor. */
export function useFound<T>(key: string, load: (after: string | undefined) => Promise<Page<T>>): Found<T> {
  const [state, setState] = useState<State<T>>()
  const [asked, setAsked] = useState<{ readonly key: string; readonly after: string }>()
  const after = asked?.key === key ? asked.after : undefined

  useEffect(() => {
    let current = true
    const ask = async () => {
      try {
        const page = await load(after)
        if (!current) return
        setState((before) => ({
          key,
          hits: after === undefined || before?.key !== key ? page.hits : [...before.hits, ...page.hits],
          next: page.next,
        }))
      } catch (error) {
        if (current) setState({ key, hits: [], next: null, fault: asFault(error) })
      }
    }
    const timer = setTimeout(() => void ask(), after === undefined ? pause : 0)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [key, load, after])

  const cursor = state?.key === key ? state.next : null
  const shared = {
    // What was found for the letters before stays until the new answer is there.
    hits: state?.hits ?? [],
    more: cursor !== null,
    next: () => cursor !== null && setAsked({ key, after: cursor }),
  }
  if (state === undefined || state.key !== key) return { ...shared, status: 'loading' }
  return state.fault === undefined
    ? { ...shared, status: 'ready' }
    : { ...shared, status: 'error', fault: state.fault }
}
