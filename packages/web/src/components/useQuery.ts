import type { Fault } from '@stoa/contract/http'
import { useCallback, useEffect, useRef, useState } from 'react'
import { asFault } from './useTask.ts'

export type Query<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'error'; readonly fault: Fault }

/**
 * What `load` gives, asked again whenever `load` changes (keep it stable with useCallback) or `again` is called.
 * The value before stays until the next one is there.
 */
export function useQuery<T>(load: () => Promise<T>): readonly [Query<T>, () => void] {
  const [query, setQuery] = useState<Query<T>>({ status: 'loading' })
  const latest = useRef(0)
  const run = useCallback(() => {
    latest.current += 1
    const mine = latest.current
    load().then(
      (value) => latest.current === mine && setQuery({ status: 'ready', value }),
      (error: unknown) => latest.current === mine && setQuery({ status: 'error', fault: asFault(error) }),
    )
  }, [load])
  useEffect(() => {
    run()
    return () => {
      latest.current += 1
    }
  }, [run])
  return [query, run]
}
