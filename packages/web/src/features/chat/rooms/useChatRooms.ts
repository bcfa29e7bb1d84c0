import type { LiveRoom } from '@stoa/client'
import type { RoomKind } from '@stoa/contract/rooms'
import { useMemo } from 'react'
import { useClient, useStore } from '../../../components/ClientContext.tsx'

const kinds: readonly RoomKind[] = ['direct', 'group']

/** One's conversations: the rooms of other features have chat too, but their own place. */
export function useChatRooms(): {
  readonly status: 'loading' | 'ready'
  readonly rooms: readonly LiveRoom[]
} {
  const { status, rooms } = useStore(useClient().rooms)
  return useMemo(() => ({ status, rooms: rooms.filter(({ kind }) => kinds.includes(kind)) }), [status, rooms])
}

/** Unread messages in all of them. */
export function useUnread(): number {
  const { rooms } = useChatRooms()
  return rooms.reduce((sum, room) => sum + room.unread, 0)
}
