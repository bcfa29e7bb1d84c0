import type { RoomId } from '@stoa/contract/http'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { ConversationSkeleton } from '../../chat/conversation/ConversationSkeleton.tsx'
import { ConversationView } from '../../chat/conversation/ConversationView.tsx'

/** What is said in a session: the chat of its own room. */
export function ChatPanel({ session, at }: { readonly session: RoomId; readonly at: number | undefined }) {
  const { rooms } = useStore(useClient().rooms)
  const room = rooms.find((one) => one.id === session)
  return room === undefined ? (
    <ConversationSkeleton />
  ) : (
    <ConversationView key={room.id} room={room} at={at} aside />
  )
}
