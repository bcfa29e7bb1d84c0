import type { RoomId } from '@stoa/contract/http'
import { MessageCircleOff } from 'lucide-react'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { ConversationSkeleton } from '../../chat/conversation/ConversationSkeleton.tsx'
import { ConversationView } from '../../chat/conversation/ConversationView.tsx'

export interface StreamChatProps {
  readonly room: RoomId
  /** Only whoever was there has its room. */
  readonly over?: boolean
}

/** What is written around a stream: the chat of its own room. */
export function StreamChat({ room, over = false }: StreamChatProps) {
  const { rooms, status } = useStore(useClient().rooms)
  const found = rooms.find(({ id }) => id === room)
  return (
    <aside
      aria-label="Chat"
      className="flex h-[75dvh] min-w-0 flex-col border-line border-t bg-canvas lg:h-full lg:w-88 lg:shrink-0 lg:border-t-0 lg:border-l xl:w-96"
    >
      <h2 className="border-line border-b bg-surface px-4 py-2.5 font-semibold">Chat</h2>
      <div className="flex min-h-0 flex-1">
        {found !== undefined ? (
          <ConversationView key={room} room={found} at={undefined} aside />
        ) : over && status === 'ready' ? (
          <Notice icon={MessageCircleOff} title="The chat is closed">
            Whoever watched it live can still read it.
          </Notice>
        ) : (
          <ConversationSkeleton />
        )}
      </div>
    </aside>
  )
}
