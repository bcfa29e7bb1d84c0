import type { CallView } from '@stoa/contract/calls'
import { useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'
import { useCallsHere } from '../CallsContext.ts'
import { type CallSession, createCallSession } from '../session/callSession.ts'

/** The session of a call: the one this page takes part in already, else one of this screen's own. */
export function useSession({ id, media }: CallView): CallSession | undefined {
  const client = useClient()
  const { desk } = useCallsHere()
  const [session, setSession] = useState<CallSession>()
  useEffect(() => {
    const held = desk.get()
    const shown = held?.id === id ? held : createCallSession({ client, id, media })
    setSession(shown)
    return () => {
      // One that is taken part in goes on while its person looks at something else.
      if (desk.get() !== shown) shown.close()
      else if (!shown.takesPart()) desk.leave(shown)
      setSession(undefined)
    }
  }, [client, desk, id, media])
  return session
}
