import type { LiveMessage } from '@stoa/client'
import { Ellipsis, Reply, SmilePlus } from 'lucide-react'
import { classes } from '../../../components/classes.ts'
import { IconButton } from '../../../components/IconButton.tsx'
import { useScope } from './ConversationContext.tsx'

/** Beside a message while the pointer is over it; the same things are on its menu for keys and fingers. */
export function MessageToolbar({ item, own }: { readonly item: LiveMessage; readonly own: boolean }) {
  const { actions } = useScope()
  return (
    <div
      className={classes(
        'invisible absolute top-0.5 flex px-1 opacity-0 transition-opacity max-sm:hidden [@media(hover:none)]:hidden',
        'group-hover:visible group-hover:opacity-100 group-focus-within:visible group-focus-within:opacity-100',
        own ? 'right-full flex-row-reverse' : 'left-full',
      )}
    >
      <IconButton
        icon={SmilePlus}
        size="small"
        label="React"
        tabIndex={-1}
        onClick={(event) => actions.pick(item, event.currentTarget)}
      />
      <IconButton icon={Reply} size="small" label="Reply" tabIndex={-1} onClick={() => actions.reply(item)} />
      <IconButton
        icon={Ellipsis}
        size="small"
        label="More"
        tabIndex={-1}
        onClick={(event) => actions.menu(item, event.currentTarget)}
      />
    </div>
  )
}
