import { createContext, use } from 'react'
import type { Following } from './following.ts'
import type { Studio } from './studio.ts'

export interface StreamsHere {
  readonly following: Following
  readonly studio: Studio
}

export const StreamsContext = createContext<StreamsHere | undefined>(undefined)

export function useStreamsHere(): StreamsHere {
  const here = use(StreamsContext)
  if (here === undefined) throw new Error('useStreamsHere needs the layout of streams above it')
  return here
}
