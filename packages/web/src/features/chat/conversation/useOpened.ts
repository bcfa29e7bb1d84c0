import type { Conversation, OpenConversation } from '@stoa/client'
import type { RoomId } from '@stoa/contract/http'
import { useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'

export interface Opened {
  readonly opened: OpenConversation
  readonly conversation: Conversation
}

/** The conversation of a room, open as long as the component is; undefined before the first render is done. */
export function useOpened(room: RoomId): Opened | undefined {
  const client = useClient()
  const [held, setHeld] = useState<Opened>()
  useEffect(() => {
    const opened = client.open(room)
    const show = () => setHeld({ opened, conversation: opened.get() })
    show()
    const stop = opened.subscribe(show)
    return () => {
      stop()
      opened.close()
      setHeld(undefined)
    }
  }, [client, room])
  return held
}
