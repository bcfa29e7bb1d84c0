import type { FollowedStream } from '@stoa/client/streaming'
import { listEmoteCounts } from '@stoa/contract/emotes'
import type { Stream } from '@stoa/contract/streams'
import { useCallback, useEffect, useMemo } from 'react'
import { useClient, useStore } from '../../components/ClientContext.tsx'
import { useQuery } from '../../components/useQuery.ts'
import { renewsIn } from './renewal.ts'
import { reconciled } from './stack.ts'

/** How often each emote was sent, minute by minute; while it is live it grows with every tally. */
export function useEmoteCounts(followed: FollowedStream, { status, endedAt }: Stream) {
  const client = useClient()
  const [query, again] = useQuery(
    useCallback(
      () => client.call(listEmoteCounts, { params: { stream: followed.id } }),
      [client, followed.id],
    ),
  )
  const heard = useStore(followed.minutes)
  useEffect(() => {
    const wait = query.status === 'loading' ? null : renewsIn({ status, endedAt }, Date.now())
    if (wait === null) return
    const timer = setTimeout(again, wait)
    return () => clearTimeout(timer)
  }, [query, status, endedAt, again])
  const counted = query.status === 'ready' ? query.value : undefined
  const minutes = useMemo(
    () => (counted === undefined ? [] : reconciled(counted.minutes, heard, Date.now())),
    [counted, heard],
  )
  return { query, again, minutes, dropped: counted?.dropped ?? 0 }
}
