import type { Me, Profile } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import { useMemo } from 'react'
import { useClient, useStore } from './ClientContext.tsx'

/** The signed-in person. Only for screens shown to someone signed in. */
export function useMe(): Me {
  const session = useStore(useClient().session)
  if (session.status !== 'signed-in') throw new Error('useMe needs someone signed in')
  return session.me
}

const nobody = { get: () => undefined, subscribe: () => () => {} }

/** A person's profile; undefined until it is there. */
export function usePerson(user: UserId | null | undefined): Profile | undefined {
  const client = useClient()
  const store = useMemo(() => (user == null ? nobody : client.people.profile(user)), [client, user])
  return useStore(store)
}
