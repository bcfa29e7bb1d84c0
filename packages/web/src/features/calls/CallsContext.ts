import type { CallsNow } from '@stoa/client/calling'
import { createContext, use } from 'react'
import type { CallSession } from './session/callSession.ts'
import type { Desk } from './session/desk.ts'

export interface CallsHere {
  readonly desk: Desk
  /** The one this page takes part in. */
  readonly session: CallSession | undefined
  readonly now: CallsNow
}

export const CallsContext = createContext<CallsHere | undefined>(undefined)

export function useCallsHere(): CallsHere {
  const here = use(CallsContext)
  if (here === undefined) throw new Error('useCallsHere needs the provider of calls above it')
  return here
}
