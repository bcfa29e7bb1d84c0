import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classes } from './classes.ts'

export interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: LucideIcon
  /** What it does: its name for those who do not see the picture, and its tooltip. */
  readonly label: string
  readonly size?: 'small' | 'normal'
}

export function IconButton({ icon: Icon, label, size = 'normal', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classes(
        'inline-flex shrink-0 items-center justify-center rounded-xl text-ink-soft transition-colors',
        'hover:bg-sunken hover:text-ink disabled:opacity-45',
        size === 'small' ? 'size-8' : 'size-10',
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden className={size === 'small' ? 'size-4' : 'size-5'} />
    </button>
  )
}
