import type { Stream } from '@stoa/contract/streams'
import { useEffect, useMemo } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'
import { createTransport, type MediaTransport } from '../media/transport.ts'

/** The way pictures of a stream come here, let go of with whoever shows them. */
export function useTransport(engine: Stream['engine']): MediaTransport {
  const client = useClient()
  const transport = useMemo(() => createTransport(client, engine), [client, engine])
  useEffect(
    () => () => {
      transport.close().catch((error: unknown) => console.warn('stoa:', error))
    },
    [transport],
  )
  return transport
}
