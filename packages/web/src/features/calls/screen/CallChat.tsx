import type { RoomId } from '@stoa/contract/http'
import { X } from 'lucide-react'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { ConversationSkeleton } from '../../chat/conversation/ConversationSkeleton.tsx'
import { ConversationView } from '../../chat/conversation/ConversationView.tsx'

/** What is written during the call: the chat of its own room. */
export function CallChat({ room, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const { rooms } = useStore(useClient().rooms)
  const found = rooms.find(({ id }) => id === room)
  return (
    <aside
      aria-label="Chat"
      className="flex h-full w-full min-w-0 flex-col border-line bg-canvas md:w-88 md:border-l"
    >
      <header className="flex items-center justify-between border-line border-b bg-surface py-2 pr-2 pl-4">
        <h2 className="font-semibold">Chat</h2>
        <IconButton icon={X} label="Close the chat" onClick={onClose} />
      </header>
      <div className="flex min-h-0 flex-1">
        {found === undefined ? (
          <ConversationSkeleton />
        ) : (
          <ConversationView room={found} at={undefined} aside />
        )}
      </div>
    </aside>
  )
}
