import type { UserId } from '@stoa/contract/http'
import type { InterviewSession } from '@stoa/contract/interviews'
import { useMemo } from 'react'
import { type Colour, coloursOf, noColour } from './colours.ts'

export interface Face extends Colour {
  readonly name: string
}

/** How each participant is shown: their name and their colour in this session. */
export function useFaces({ participants }: InterviewSession): (user: UserId) => Face {
  return useMemo(() => {
    const colours = coloursOf({ participants })
    const names = new Map(participants.map(({ user, name }) => [user, name]))
    return (user) => ({ name: names.get(user) ?? '…', ...(colours.get(user) ?? noColour) })
  }, [participants])
}
