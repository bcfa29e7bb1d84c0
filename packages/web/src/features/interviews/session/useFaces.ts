import type { UserId } from '@stoa/contract/http'
import type { InterviewSession } from '@stoa/contract/interviews'
import { useMemo } from 'react'
import { type Colour, coloursOf, noColour } from './colours.ts'

export interface Face extends Colour {
  readonly name: string
}

/** How everybody who is or was in a session is shown: their name and their colour in it. */
export function useFaces({ participants, left }: InterviewSession): (user: UserId) => Face {
  return useMemo(() => {
    const colours = coloursOf({ participants, left })
    const names = new Map([...participants, ...left].map(({ user, name }) => [user, name]))
    return (user) => ({ name: names.get(user) ?? '…', ...(colours.get(user) ?? noColour) })
  }, [participants, left])
}
