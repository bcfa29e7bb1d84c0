import type { LiveMessage } from '@stoa/client'
import type { UserId } from '@stoa/contract/http'
import type { Member } from '@stoa/contract/rooms'
import { type RefObject, useRef } from 'react'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { EmojiPopover } from '../composer/EmojiPopover.tsx'
import { ForwardDialog } from '../panels/ForwardDialog.tsx'
import { GroupDialog } from '../panels/GroupDialog.tsx'
import { MessageInfoDialog } from '../panels/MessageInfoDialog.tsx'
import { PersonDialog } from '../panels/PersonDialog.tsx'
import { type Anchor, useScope } from './ConversationContext.tsx'
import { MessageMenu } from './MessageMenu.tsx'

/** What lies over the conversation: at most one thing at a time. */
export type Overlay =
  | { readonly kind: 'menu' | 'pick'; readonly item: LiveMessage; readonly anchor: Anchor }
  | { readonly kind: 'remove' | 'forward' | 'info'; readonly item: LiveMessage }
  | { readonly kind: 'person'; readonly user: UserId }
  | { readonly kind: 'group' }

export interface ConversationOverlaysProps {
  readonly overlay: Overlay | undefined
  readonly onChange: (overlay: Overlay | undefined) => void
  readonly members: readonly Member[]
}

export function ConversationOverlays(props: ConversationOverlaysProps) {
  // Always there, so that a menu finds where to go the moment it opens.
  const place = useRef<HTMLDivElement>(null)
  return (
    <div ref={place}>
      <Shown {...props} place={place} />
    </div>
  )
}

interface ShownProps extends ConversationOverlaysProps {
  readonly place: RefObject<HTMLElement | null>
}

function Shown({ overlay, onChange, members, place }: ShownProps) {
  const { room, opened, actions } = useScope()
  const close = () => onChange(undefined)
  switch (overlay?.kind) {
    case undefined:
      return null
    case 'menu':
      return <MessageMenu item={overlay.item} anchor={overlay.anchor} container={place} onClose={close} />
    case 'pick':
      return (
        <EmojiPopover
          anchor={overlay.anchor}
          onClose={close}
          onPick={(emoji) => {
            actions.react(overlay.item, emoji)
            close()
          }}
        />
      )
    case 'remove':
      return (
        <ConfirmDialog
          open
          title="Delete this message?"
          text="It goes for everybody in this conversation and cannot be brought back."
          confirm="Delete"
          onConfirm={() => opened.remove(overlay.item.seq)}
          onClose={close}
        />
      )
    case 'forward':
      return <ForwardDialog from={{ room: room.id, seq: overlay.item.seq }} onClose={close} />
    case 'info':
      return <MessageInfoDialog item={overlay.item} room={room} onClose={close} />
    case 'person':
      return <PersonDialog user={overlay.user} here={room.kind === 'direct'} onClose={close} />
    case 'group':
      return (
        <GroupDialog
          room={room}
          members={members}
          onPerson={(user) => onChange({ kind: 'person', user })}
          onClose={close}
        />
      )
  }
}
