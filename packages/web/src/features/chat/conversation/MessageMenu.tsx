import { Menu } from '@base-ui/react/menu'
import type { LiveMessage } from '@stoa/client'
import { Copy, Forward, Info, Pencil, Reply, RotateCw, SmilePlus, Trash2 } from 'lucide-react'
import { type RefObject, useLayoutEffect, useRef } from 'react'
import { classes } from '../../../components/classes.ts'
import { MenuItem, menuLook } from '../../../components/MenuItem.tsx'
import { useMe } from '../../../components/people.ts'
import { type Anchor, useScope } from './ConversationContext.tsx'
import { keyOf } from './rows.ts'

const quickReactions = ['👍', '❤️', '😂', '😮', '😢', '🎉'] as const

export interface MessageMenuProps {
  /** Where in the page it is put, so that it belongs to the conversation. */
  readonly container: RefObject<HTMLElement | null>
  readonly item: LiveMessage
  readonly anchor: Anchor
  readonly onClose: () => void
}

/** Everything that can be done with a message. */
export function MessageMenu({ item, anchor, container, onClose }: MessageMenuProps) {
  const { opened, actions } = useScope()
  const me = useMe()
  const key = keyOf(item)
  // However it is closed, the focus goes back to the message; what an action opens takes it from there.
  useLayoutEffect(
    () => () =>
      document.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus({ preventScroll: true }),
    [key],
  )
  const followUp = useRef<() => void>(undefined)
  const own = item.author === me.id
  const sent = item.seq > 0 && !item.deleted
  const mayRemove = own || me.role === 'moderator' || me.role === 'admin'
  const { clientId } = item
  const { forward } = actions
  // What opens something itself does so once the menu is gone, or the two would fight over the focus.
  const then = (action: () => void) => () => {
    followUp.current = action
    onClose()
    queueMicrotask(action)
  }
  return (
    <Menu.Root open onOpenChange={(open) => !open && followUp.current === undefined && onClose()}>
      <Menu.Portal container={container}>
        <Menu.Positioner anchor={anchor} sideOffset={4} align="start" className="z-40">
          <Menu.Popup className={menuLook} finalFocus={false}>
            {sent && (
              <div className="mb-1 flex gap-0.5 border-line border-b pb-1.5">
                {quickReactions.map((emoji) => (
                  <Menu.Item
                    key={emoji}
                    aria-label={`React with ${emoji}`}
                    onClick={then(() => actions.react(item, emoji))}
                    className={classes(
                      'grid size-9 place-items-center rounded-xl text-xl outline-none data-highlighted:bg-sunken',
                      item.reactions[me.id] === emoji && 'bg-accent-soft',
                    )}
                  >
                    {emoji}
                  </Menu.Item>
                ))}
                <Menu.Item
                  aria-label="React with another emoji"
                  onClick={then(() => actions.pick(item, anchor))}
                  className="grid size-9 place-items-center rounded-xl text-ink-soft outline-none data-highlighted:bg-sunken"
                >
                  <SmilePlus aria-hidden className="size-5" />
                </Menu.Item>
              </div>
            )}
            {sent && (
              <MenuItem icon={Reply} onClick={then(() => actions.reply(item))}>
                Reply
              </MenuItem>
            )}
            {sent && forward !== undefined && (
              <MenuItem icon={Forward} onClick={then(() => forward(item))}>
                Forward
              </MenuItem>
            )}
            {!item.deleted && (
              <MenuItem icon={Copy} onClick={then(() => actions.copy(item))}>
                Copy text
              </MenuItem>
            )}
            {sent && own && (
              <MenuItem icon={Pencil} onClick={then(() => actions.edit(item))}>
                Edit
              </MenuItem>
            )}
            {item.seq > 0 && (
              <MenuItem icon={Info} onClick={then(() => actions.info(item))}>
                Details
              </MenuItem>
            )}
            {sent && mayRemove && (
              <MenuItem icon={Trash2} danger onClick={then(() => actions.askRemove(item))}>
                Delete
              </MenuItem>
            )}
            {item.state === 'failed' && clientId !== null && (
              <>
                <MenuItem icon={RotateCw} onClick={then(() => opened.retry(clientId))}>
                  Try again
                </MenuItem>
                <MenuItem icon={Trash2} danger onClick={then(() => opened.discard(clientId))}>
                  Discard
                </MenuItem>
              </>
            )}
            {item.state === 'waiting' && clientId !== null && (
              <MenuItem icon={Trash2} danger onClick={then(() => opened.discard(clientId))}>
                Do not send
              </MenuItem>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
