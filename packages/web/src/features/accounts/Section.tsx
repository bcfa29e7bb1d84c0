import { type ReactNode, useId } from 'react'

export interface SectionProps {
  readonly title: string
  readonly hint?: string
  readonly children: ReactNode
}

export function Section({ title, hint, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded-3xl border border-line bg-surface p-5 sm:p-6">
      <h2 id={id} className="font-semibold text-lg">
        {title}
      </h2>
      {hint !== undefined && <p className="text-ink-soft text-sm">{hint}</p>}
      <div className="mt-4">{children}</div>
    </section>
  )
}
