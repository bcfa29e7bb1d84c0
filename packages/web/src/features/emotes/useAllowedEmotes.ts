import { defaultEmotes, getAllowedEmotes } from '@stoa/contract/emotes'
import type { RoomId } from '@stoa/contract/http'
import { useCallback, useEffect } from 'react'
import { useClient } from '../../components/ClientContext.tsx'
import { useQuery } from '../../components/useQuery.ts'

/** A host may change them while one watches. */
const renewEvery = 20_000

/** What may be sent in this stream; the usual ones until it is known. */
export function useAllowedEmotes(stream: RoomId): readonly string[] {
  const client = useClient()
  const [query, again] = useQuery(
    useCallback(
      async () => (await client.call(getAllowedEmotes, { query: { stream } })).allowedEmotes,
      [client, stream],
    ),
  )
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') again()
    }, renewEvery)
    return () => clearInterval(timer)
  }, [again])
  return query.status === 'ready' ? query.value : defaultEmotes
}
