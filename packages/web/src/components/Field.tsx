import { type ComponentProps, type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

export const fieldLook =
  'w-full rounded-xl border border-line-strong/60 bg-raised px-3.5 py-2.5 text-base text-ink outline-offset-0 focus-visible:border-accent sm:text-[0.9375rem]'

export interface FieldProps extends ComponentProps<'input'> {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: string | undefined
}

/** A labelled text field with its hint and its complaint tied to it. */
export function Field({ label, hint, problem, className, ...rest }: FieldProps) {
  const id = useId()
  const hintId = `${id}-hint`
  return (
    <div className={classes('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={problem !== undefined}
        aria-describedby={hintId}
        className={classes(fieldLook, problem !== undefined && 'border-danger')}
        {...rest}
      />
      <div id={hintId} className="text-ink-soft text-sm empty:hidden" aria-live="polite">
        {problem === undefined ? hint : <span className="text-danger">{problem}</span>}
      </div>
    </div>
  )
}
