import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** The middle of a pane that has nothing else to show: empty, failed, offline. */
export function Notice(props: {
  readonly icon: LucideIcon
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  const { icon: Icon, title, children, action } = props
  return (
    <div className="m-auto flex max-w-xs animate-rise flex-col items-center gap-2 p-6 text-center">
      <span className="mb-2 grid size-14 place-items-center rounded-2xl bg-accent-soft text-accent">
        <Icon aria-hidden className="size-6" />
      </span>
      <p className="font-medium text-base">{title}</p>
      {children !== undefined && <p className="text-ink-soft text-sm">{children}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  )
}
