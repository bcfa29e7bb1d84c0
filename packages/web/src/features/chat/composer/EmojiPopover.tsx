import { Popover } from '@base-ui/react/popover'
import type { Anchor } from '../conversation/ConversationContext.tsx'
import { EmojiPicker } from './EmojiPicker.tsx'

export interface EmojiPopoverProps {
  readonly anchor: Anchor
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

export function EmojiPopover({ anchor, onPick, onClose }: EmojiPopoverProps) {
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} sideOffset={6} collisionPadding={8} className="z-40">
          <Popover.Popup
            aria-label="Choose an emoji"
            finalFocus={false}
            className="rounded-2xl border border-line bg-raised shadow-pop outline-none"
          >
            <EmojiPicker onPick={onPick} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
