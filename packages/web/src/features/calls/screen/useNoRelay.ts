import { getIceServers } from '@stoa/contract/calls'
import { useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'

const patience = 10_000

/** True once connecting takes long and the server has no relay, without which some networks cannot connect. */
export function useNoRelay(connecting: boolean): boolean {
  const client = useClient()
  const [missing, setMissing] = useState(false)
  useEffect(() => {
    setMissing(false)
    if (!connecting) return
    let current = true
    const timer = setTimeout(() => {
      client.call(getIceServers).then(
        ({ relay }) => current && setMissing(!relay),
        // That there is no connection at all is said at the top.
        () => {},
      )
    }, patience)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [client, connecting])
  return missing
}
