import type { UserId } from '@stoa/contract/http'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'

/** Names of several people, separated by commas; those not known yet show as “…”. */
export function useNames(users: readonly UserId[]): string {
  const client = useClient()
  const stores = useMemo(() => users.map((user) => client.people.profile(user)), [client, users])
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = stores.map((store) => store.subscribe(listener))
      return () => {
        for (const stop of stops) stop()
      }
    },
    [stores],
  )
  return useSyncExternalStore(subscribe, () => stores.map((store) => store.get()?.name ?? '…').join(', '))
}
