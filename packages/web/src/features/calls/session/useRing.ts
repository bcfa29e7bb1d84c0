import { useEffect } from 'react'
import { type Ringing, ring, type Tune } from './ring.ts'

/** Rings while there is a tune. `alone`: of all pages of this browser only one does. */
export function useRing(tune: Tune | undefined, alone: boolean): void {
  useEffect(() => {
    if (tune === undefined) return
    const given = new AbortController()
    let ringing: Ringing | undefined
    const begin = () => {
      if (!given.signal.aborted) ringing = ring(tune)
    }
    if (alone && 'locks' in navigator) {
      const { promise, resolve } = Promise.withResolvers<void>()
      given.signal.addEventListener('abort', () => resolve())
      navigator.locks
        .request('stoa.ring', { signal: given.signal }, () => {
          begin()
          return promise
        })
        // It was over before this page's turn came.
        .catch(() => {})
    } else begin()
    return () => {
      given.abort()
      ringing?.stop()
    }
  }, [tune, alone])
}
