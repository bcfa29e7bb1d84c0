import type { Client } from '@stoa/client'
import type { UserId } from '@stoa/contract/http'
import type { InterviewSession } from '@stoa/contract/interviews'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'
import { type Colour, coloursOf, noColour } from '../session/colours.ts'

/** Somebody of a session as a replay or a report shows them. */
export interface Face extends Colour {
  readonly name: string
}

/** Nobody in particular: the server. */
const nobody: Face = { ...noColour, name: 'Stoa' }

/** The face of everybody who is or was in a session. */
export function useFaces(
  session: InterviewSession,
  people: readonly (UserId | null)[],
): ReadonlyMap<UserId | null, Face> {
  const client = useClient()
  const names = useNames(client, people)
  return useMemo(() => {
    const colours = coloursOf(session)
    const here = new Map([...session.participants, ...session.left].map((one) => [one.user, one.name]))
    return new Map(
      people.map((user, at) => {
        if (user === null) return [user, nobody]
        const name = here.get(user) ?? names[at] ?? ''
        return [user, { ...(colours.get(user) ?? noColour), name: name === '' ? 'Somebody' : name }]
      }),
    )
  }, [session, people, names])
}

export function faceOf(faces: ReadonlyMap<UserId | null, Face>, user: UserId | null | undefined): Face {
  return faces.get(user ?? null) ?? nobody
}

/** Their names as their profiles have them; empty where not known (yet). */
function useNames(client: Client, people: readonly (UserId | null)[]): readonly string[] {
  const profiles = useMemo(
    () => people.map((user) => (user === null ? undefined : client.people.profile(user))),
    [client, people],
  )
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = profiles.map((store) => store?.subscribe(listener))
      return () => {
        for (const stop of stops) stop?.()
      }
    },
    [profiles],
  )
  // A string, for it must be the same as long as nothing changed; no name has such a character.
  const names = useSyncExternalStore(subscribe, () =>
    profiles.map((store) => store?.get()?.name ?? '').join('\0'),
  )
  return useMemo(() => names.split('\0'), [names])
}
