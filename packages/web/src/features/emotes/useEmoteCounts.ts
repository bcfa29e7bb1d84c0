import type { FollowedStream } from '@stoa/client/streaming'
import { listEmoteCounts } from '@stoa/contract/emotes'
import { useCallback, useEffect, useMemo } from 'react'
import { useClient, useStore } from '../../components/ClientContext.tsx'
import { useQuery } from '../../components/useQuery.ts'
import { reconciled } from './stack.ts'

const renewEvery = 30_000

/** How often each emote was sent, minute by minute; while it is live it grows with every tally. */
export function useEmoteCounts(followed: FollowedStream, live: boolean) {
  const client = useClient()
  const [query, again] = useQuery(
    useCallback(
      () => client.call(listEmoteCounts, { params: { stream: followed.id } }),
      [client, followed.id],
    ),
  )
  const heard = useStore(followed.minutes)
  useEffect(() => {
    if (!live) return
    const timer = setInterval(again, renewEvery)
    return () => clearInterval(timer)
  }, [live, again])
  const counted = query.status === 'ready' ? query.value : undefined
  const minutes = useMemo(
    () => (counted === undefined ? [] : reconciled(counted.minutes, heard, Date.now())),
    [counted, heard],
  )
  return { query, again, minutes, dropped: counted?.dropped ?? 0 }
}
