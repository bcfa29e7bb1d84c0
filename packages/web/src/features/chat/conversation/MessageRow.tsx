import type { LiveMessage } from '@stoa/client'
import { type MouseEvent, memo } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { classes } from '../../../components/classes.ts'
import { usePerson } from '../../../components/people.ts'
import { useScope } from './ConversationContext.tsx'
import { Failed } from './Failed.tsx'
import { MessageBubble } from './MessageBubble.tsx'
import { MessageToolbar } from './MessageToolbar.tsx'
import { ReactionChips } from './ReactionChips.tsx'
import { useLongPress } from './useLongPress.ts'
import { useMessageLabel } from './useMessageLabel.ts'

export interface MessageRowProps {
  readonly item: LiveMessage
  readonly id: string
  readonly own: boolean
  readonly first: boolean
  readonly last: boolean
  readonly flash: boolean
  readonly tabbable: boolean
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { item, id, own, first, last, flash, tabbable } = props
  const { room, actions } = useScope()
  const author = usePerson(item.author)
  const grouped = room.kind !== 'direct' && !own
  const name = author?.name ?? '…'
  const label = useMessageLabel(item, own ? 'You' : name)
  const menuAt = (x: number, y: number) =>
    actions.menu(item, { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) })
  const press = useLongPress(menuAt)
  const onContextMenu = (event: MouseEvent) => {
    const onLink = event.target instanceof Element && event.target.closest('a') !== null
    if (onLink || getSelection()?.isCollapsed === false) return
    event.preventDefault()
    menuAt(event.clientX, event.clientY)
  }
  return (
    <div className={classes('transition-colors', flash && 'animate-flash', last ? 'pb-2.5' : 'pb-0.5')}>
      <article
        data-row={id}
        aria-label={label}
        tabIndex={tabbable ? 0 : -1}
        onContextMenu={onContextMenu}
        {...press}
        className={classes(
          'group mx-auto flex max-w-3xl gap-2 rounded-2xl px-3 outline-offset-0 sm:px-5 [@media(hover:none)]:select-none',
          own && 'flex-row-reverse',
        )}
      >
        {grouped && (
          <span className="w-8 shrink-0 self-end">
            {last && (
              <button
                type="button"
                tabIndex={-1}
                aria-label={name}
                onClick={() => item.author !== null && actions.person(item.author)}
                className="block rounded-full"
              >
                <Avatar id={item.author ?? ''} name={name} picture={author?.picture} size="small" />
              </button>
            )}
          </span>
        )}
        <div
          className={classes(
            'flex min-w-0 max-w-[min(86%,34rem)] flex-col',
            own ? 'items-end' : 'items-start',
          )}
        >
          <div className="relative max-w-full">
            <MessageBubble item={item} own={own} last={last} author={grouped && first ? name : undefined} />
            {item.seq > 0 && !item.deleted && <MessageToolbar item={item} own={own} />}
          </div>
          <ReactionChips item={item} />
          {item.state === 'failed' && <Failed item={item} />}
        </div>
      </article>
    </div>
  )
})
