import { type OpenInterview, openInterview } from '@stoa/client/interviews'
import type { RoomId } from '@stoa/contract/http'
import { useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'

/** An interview, open as long as the component is; undefined before the first render is done. */
export function useInterview(session: RoomId): OpenInterview | undefined {
  const client = useClient()
  const [interview, setInterview] = useState<OpenInterview>()
  useEffect(() => {
    const opened = openInterview(client, session)
    setInterview(opened)
    return () => {
      opened.close()
      setInterview(undefined)
    }
  }, [client, session])
  return interview
}
