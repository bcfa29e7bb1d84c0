import { type ReactNode, useEffect } from 'react'

export interface PageProps {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** A page with a title, and what is done there beside it. */
export function Page({ title, action, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Stoa`
    return () => {
      document.title = 'Stoa'
    }
  }, [title])
  return (
    <div className="h-full overflow-y-auto bg-canvas">
      <header className="sticky top-0 z-10 border-line border-b bg-surface">
        <div className="mx-auto flex min-h-16 max-w-4xl flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
          <h1 className="mr-auto min-w-0 truncate font-display font-semibold text-2xl tracking-tight">
            {title}
          </h1>
          {action}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto flex max-w-4xl flex-col gap-5 px-4 py-6 outline-none">
        {children}
      </main>
    </div>
  )
}
