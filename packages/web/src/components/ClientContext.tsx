import type { Client, Store } from '@stoa/client'
import { createContext, use, useCallback, useSyncExternalStore } from 'react'

export const ClientContext = createContext<Client | undefined>(undefined)

export function useClient(): Client {
  const client = use(ClientContext)
  if (client === undefined) throw new Error('useClient needs a ClientContext above it')
  return client
}

/** What the store holds, kept current. */
export function useStore<T>(store: Store<T>): T {
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store])
  return useSyncExternalStore(subscribe, () => store.get())
}
