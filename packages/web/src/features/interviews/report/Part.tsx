import { type ReactNode, useId } from 'react'

/** A chapter of the report. */
export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 break-after-avoid border-line border-b pb-1 font-semibold text-lg">
        {title}
      </h2>
      {children}
    </section>
  )
}
