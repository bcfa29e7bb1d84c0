import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** The middle of a pane that has nothing else to show: empty, failed, offline. */
export function Notice(props: {
  readonly icon: LucideIcon
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
  /** Is it the whole page, so that its title is the page's? */
  readonly page?: boolean
}) {
  const { icon: Icon, title, children, action, page = false } = props
  const Title = page ? 'h1' : 'p'
  return (
    <div className="m-auto flex max-w-xs animate-rise flex-col items-center gap-2 p-6 text-center">
      <span className="mb-2 grid size-14 place-items-center rounded-2xl bg-accent-soft text-accent">
        <Icon aria-hidden className="size-6" />
      </span>
      <Title className="font-medium text-base">{title}</Title>
      {children !== undefined && <p className="text-ink-soft text-sm">{children}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  )
}
