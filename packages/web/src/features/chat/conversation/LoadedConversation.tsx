import type { Conversation, LiveRoom, OpenConversation } from '@stoa/client'
import { CircleAlert } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useDispatch } from 'react-redux'
import { Notice } from '../../../components/Notice.tsx'
import { useMe } from '../../../components/people.ts'
import { Composer } from '../composer/Composer.tsx'
import { drafted } from '../drafts.ts'
import { Announcer } from './Announcer.tsx'
import { ConversationContext, type MessageActions } from './ConversationContext.tsx'
import { ConversationHeader } from './ConversationHeader.tsx'
import { ConversationOverlays, type Overlay } from './ConversationOverlays.tsx'
import { ConversationSkeleton } from './ConversationSkeleton.tsx'
import { copyText } from './copyText.ts'
import { MessageList, type MessageListHandle } from './MessageList.tsx'

export interface LoadedConversationProps {
  readonly room: LiveRoom
  readonly at: number | undefined
  readonly aside: boolean
  readonly opened: OpenConversation
  readonly conversation: Conversation
}

export function LoadedConversation({ room, at, aside, opened, conversation }: LoadedConversationProps) {
  const me = useMe()
  const dispatch = useDispatch()
  const list = useRef<MessageListHandle>(null)
  const [overlay, setOverlay] = useState<Overlay>()
  const [editing, setEditing] = useState<number>()
  const actions = useMemo((): MessageActions => {
    const write = () => document.getElementById('composer')?.focus()
    return {
      reply(item) {
        setEditing(undefined)
        dispatch(drafted({ room: room.id, draft: { replyTo: item.seq } }))
        write()
      },
      edit(item) {
        setEditing(item.seq)
        write()
      },
      askRemove: (item) => setOverlay({ kind: 'remove', item }),
      forward: aside ? undefined : (item) => setOverlay({ kind: 'forward', item }),
      info: (item) => setOverlay({ kind: 'info', item }),
      copy: (item) => void copyText(item.text),
      react: (item, emoji) => opened.react(item.seq, emoji),
      pick: (item, anchor) => setOverlay({ kind: 'pick', item, anchor }),
      menu: (item, anchor) => setOverlay({ kind: 'menu', item, anchor }),
      jump: (seq) => list.current?.jump({ seq }),
      person: (user) => setOverlay({ kind: 'person', user }),
    }
  }, [room.id, aside, opened, dispatch])
  const scope = useMemo(() => ({ room, opened, actions }), [room, opened, actions])
  const edited = conversation.items.find((item) => item.kind === 'message' && item.seq === editing)

  return (
    <ConversationContext value={scope}>
      {!aside && (
        <ConversationHeader
          onDetails={(overlay) => setOverlay(overlay)}
          onDate={(from) => list.current?.jump({ from })}
        />
      )}
      {conversation.status === 'loading' && <ConversationSkeleton />}
      {conversation.status === 'error' && (
        <div role="alert" className="flex flex-1">
          <Notice icon={CircleAlert} title="The messages could not be loaded">
            {conversation.fault?.message ?? 'They will be as soon as the server can be reached.'}
          </Notice>
        </div>
      )}
      {conversation.status === 'ready' && (
        <MessageList ref={list} conversation={conversation} me={me.id} at={at} />
      )}
      <Announcer items={conversation.items} ready={conversation.status === 'ready'} />
      <Composer
        items={conversation.items}
        takesFocus={!aside}
        editing={edited?.kind === 'message' && !edited.deleted ? edited : undefined}
        onEdit={setEditing}
        onSent={() => list.current?.toEnd()}
      />
      <ConversationOverlays overlay={overlay} onChange={setOverlay} members={conversation.members} />
    </ConversationContext>
  )
}
