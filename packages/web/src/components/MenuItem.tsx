import { Menu } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'

export const menuLook =
  'min-w-52 origin-(--transform-origin) rounded-2xl border border-line bg-raised p-1.5 shadow-pop outline-none transition-[transform,opacity] duration-100 data-ending-style:scale-97 data-starting-style:scale-97 data-ending-style:opacity-0 data-starting-style:opacity-0'

export interface MenuItemProps {
  readonly icon: LucideIcon
  readonly children: ReactNode
  readonly onClick: () => void
  readonly danger?: boolean
  readonly closeOnClick?: boolean
}

export function MenuItem({
  icon: Icon,
  children,
  onClick,
  danger = false,
  closeOnClick = true,
}: MenuItemProps) {
  return (
    <Menu.Item
      onClick={onClick}
      closeOnClick={closeOnClick}
      className={classes(
        'flex min-h-9 items-center gap-3 rounded-xl px-3 py-1.5 outline-none data-highlighted:bg-sunken',
        danger && 'text-danger',
      )}
    >
      <Icon aria-hidden className={classes('size-4.5 shrink-0', !danger && 'text-ink-soft')} />
      {children}
    </Menu.Item>
  )
}
