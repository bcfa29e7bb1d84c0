import { useEffect } from 'react'
import { useUnread } from './rooms/useChatRooms.ts'

/** The number of unread messages in the tab's title. */
export function useDocumentTitle(): void {
  const unread = useUnread()
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Stoa` : 'Stoa'
    return () => {
      document.title = 'Stoa'
    }
  }, [unread])
}
