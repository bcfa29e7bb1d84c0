import { useEffect } from 'react'
import { useChatRooms } from './rooms/useChatRooms.ts'

/** The number of unread messages in the tab's title. */
export function useDocumentTitle(): void {
  const { rooms } = useChatRooms()
  const unread = rooms.reduce((sum, room) => sum + room.unread, 0)
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Stoa` : 'Stoa'
    return () => {
      document.title = 'Stoa'
    }
  }, [unread])
}
