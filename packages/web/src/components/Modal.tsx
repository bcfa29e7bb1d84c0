import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { IconButton } from './IconButton.tsx'

export interface ModalProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  readonly wide?: boolean
  readonly footer?: ReactNode
}

/** A dialog in the middle of wide screens and from the bottom edge of narrow ones. */
export function Modal({ open, onClose, title, children, wide = false, footer }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          className={classes(
            'fixed inset-x-0 bottom-0 z-50 max-h-[88dvh] overflow-y-auto rounded-t-3xl border border-line bg-surface shadow-pop outline-none',
            'transition-[transform,opacity] duration-150 data-ending-style:translate-y-3 data-starting-style:translate-y-3 data-ending-style:opacity-0 data-starting-style:opacity-0',
            'sm:inset-x-auto sm:top-[12dvh] sm:bottom-auto sm:left-1/2 sm:max-h-[76dvh] sm:w-[calc(100%-2rem)] sm:-translate-x-1/2 sm:rounded-3xl',
            wide ? 'sm:max-w-xl' : 'sm:max-w-md',
          )}
        >
          <header className="sticky top-0 z-10 flex items-center justify-between gap-3 bg-surface px-5 pt-4 pb-1">
            <Dialog.Title className="min-w-0 truncate font-semibold text-lg">{title}</Dialog.Title>
            <Dialog.Close render={<IconButton icon={X} label="Close" className="-mr-2" />} />
          </header>
          <div className="px-5 pt-1 pb-5">{children}</div>
          {footer !== undefined && (
            <footer className="sticky bottom-0 z-10 flex justify-end gap-2 border-line border-t bg-surface px-5 py-3">
              {footer}
            </footer>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
