import type { LiveRoom } from '@stoa/client'
import { ConversationSkeleton } from './ConversationSkeleton.tsx'
import { LoadedConversation } from './LoadedConversation.tsx'
import { useOpened } from './useOpened.ts'

export interface ConversationViewProps {
  readonly room: LiveRoom
  /** A seq to show, from a search result or a shared address. */
  readonly at: number | undefined
}

export function ConversationView({ room, at }: ConversationViewProps) {
  const held = useOpened(room.id)
  return (
    <section aria-label="Conversation" className="relative flex h-full min-w-0 flex-1 flex-col">
      {held === undefined ? (
        <ConversationSkeleton />
      ) : (
        <LoadedConversation room={room} at={at} opened={held.opened} conversation={held.conversation} />
      )}
    </section>
  )
}
