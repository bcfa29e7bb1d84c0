import type { Interview } from '@stoa/client/interviews'
import type { UserId } from '@stoa/contract/http'
import { useEffect, useState } from 'react'

export interface Following {
  readonly user: UserId | undefined
  follow(user: UserId | undefined): void
  stop(): void
}

/** Keeps one where another person is, until they leave or `stop` is called. `goTo` shows a document. */
export function useFollowing(
  { places, present }: Pick<Interview, 'places' | 'present'>,
  goTo: (document: number) => void,
): Following {
  const [user, follow] = useState<UserId>()
  const here = user !== undefined && present.includes(user)
  const document = user === undefined ? null : (places.get(user)?.document ?? null)
  useEffect(() => {
    if (user !== undefined && !here) follow(undefined)
    else if (document !== null) goTo(document)
  }, [user, here, document, goTo])
  return { user, follow, stop: () => follow(undefined) }
}
