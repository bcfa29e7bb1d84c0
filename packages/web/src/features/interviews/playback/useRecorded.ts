import { Fault, RoomId } from '@stoa/contract/http'
import { useCallback, useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'
import { asFault } from '../../../components/useTask.ts'
import { loadRecording, type Recorded } from './loadRecording.ts'

export type Loading =
  | { readonly status: 'loading'; readonly share: number }
  | { readonly status: 'ready'; readonly recorded: Recorded }
  | { readonly status: 'error'; readonly fault: Fault }

/** The recording of the session with this id, as an address has it; and how to try again. */
export function useRecorded(id: string): readonly [Loading, () => void] {
  const client = useClient()
  const [loading, setLoading] = useState<Loading>({ status: 'loading', share: 0 })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    const session = RoomId.safeParse(id)
    if (!session.success) {
      const fault = new Fault('NOT_FOUND', 'There is no such interview.')
      setLoading({ status: 'error', fault })
      return undefined
    }
    const stop = new AbortController()
    const show = (next: Loading) => stop.signal.aborted || setLoading(next)
    const onProgress = (share: number) => show({ status: 'loading', share })
    setLoading({ status: 'loading', share: 0 })
    // `tries` is what asks again.
    void tries
    loadRecording({ client, session: session.data, onProgress, signal: stop.signal }).then(
      (recorded) => show({ status: 'ready', recorded }),
      (error: unknown) => show({ status: 'error', fault: asFault(error) }),
    )
    return () => stop.abort()
  }, [client, id, tries])
  return [loading, useCallback(() => setTries((before) => before + 1), [])]
}
