import type { LiveRoom } from '@stoa/client'
import { ConversationSkeleton } from './ConversationSkeleton.tsx'
import { LoadedConversation } from './LoadedConversation.tsx'
import { useOpened } from './useOpened.ts'

export interface ConversationViewProps {
  readonly room: LiveRoom
  /** A seq to show, from a search result or a shared address. */
  readonly at: number | undefined
  /** Is it beside something else, which has the keyboard and says where one is? */
  readonly aside?: boolean
}

export function ConversationView({ room, at, aside = false }: ConversationViewProps) {
  const held = useOpened(room.id)
  return (
    <section aria-label="Conversation" className="relative flex h-full min-w-0 flex-1 flex-col">
      {held === undefined ? (
        <ConversationSkeleton />
      ) : (
        <LoadedConversation
          room={room}
          at={at}
          aside={aside}
          opened={held.opened}
          conversation={held.conversation}
        />
      )}
    </section>
  )
}
