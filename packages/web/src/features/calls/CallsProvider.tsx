import { type CallsNow, watchCalls } from '@stoa/client/calling'
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useClient } from '../../components/ClientContext.tsx'
import { CallBar } from './CallBar.tsx'
import { CallsContext } from './CallsContext.ts'
import { EndedBar } from './EndedBar.tsx'
import { IncomingCall } from './IncomingCall.tsx'
import { useReturningPush } from './push/useReturningPush.ts'
import { RemoteSound } from './screen/RemoteSound.tsx'
import { createDesk } from './session/desk.ts'

const nothing: CallsNow = { incoming: undefined, ongoing: undefined }

/** Calls around every page: who rings, the call one is in, and its sound. */
export default function CallsProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient()
  const desk = useMemo(() => createDesk(sessionStorage), [])
  const session = useSyncExternalStore(desk.subscribe, desk.get)
  const [now, setNow] = useState(nothing)
  useReturningPush()
  useEffect(() => {
    const watched = watchCalls(client)
    const stop = watched.subscribe(() => setNow(watched.get()))
    return () => {
      stop()
      watched.stop()
      const held = desk.get()
      if (held !== undefined) desk.leave(held)
    }
  }, [client, desk])
  const here = useMemo(() => ({ desk, session, now }), [desk, session, now])
  return (
    <CallsContext value={here}>
      <CallBar />
      {session !== undefined && <EndedBar session={session} />}
      <div className="min-h-0 flex-1">{children}</div>
      <IncomingCall />
      {session !== undefined && <RemoteSound key={session.id} session={session} />}
    </CallsContext>
  )
}
