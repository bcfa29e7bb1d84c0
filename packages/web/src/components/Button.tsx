import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import { Spinner } from './Spinner.tsx'

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  quiet: 'bg-transparent text-ink hover:bg-sunken',
  outline: 'border border-line bg-raised text-ink hover:bg-sunken',
  danger: 'bg-danger-soft text-danger hover:brightness-95',
} as const

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof looks
  readonly busy?: boolean
}

export function Button({
  look = 'primary',
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={busy}
      disabled={disabled === true || busy}
      className={classes(
        'inline-flex min-h-10 items-center justify-center gap-2 rounded-xl px-4 font-medium transition-colors',
        'disabled:opacity-55',
        looks[look],
        className,
      )}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}
