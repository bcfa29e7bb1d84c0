import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

export interface CardProps {
  readonly title: string
  readonly hint?: ReactNode
  readonly action?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A titled part of a page. */
export function Card({ title, hint, action, className, children }: CardProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={classes('rounded-3xl border border-line bg-surface p-5 sm:p-6', className)}
    >
      <div className="flex flex-wrap items-center gap-3">
        <div className="mr-auto min-w-0">
          <h2 id={id} className="font-semibold text-lg">
            {title}
          </h2>
          {hint !== undefined && <p className="text-ink-soft text-sm">{hint}</p>}
        </div>
        {action}
      </div>
      <div className="mt-4">{children}</div>
    </section>
  )
}
