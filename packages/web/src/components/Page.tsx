import { Link } from '@tanstack/react-router'
import { ChartNoAxesColumn, MessagesSquare, Phone, Radio, Users, Wallet } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useMe } from './people.ts'

const places = [
  ['/chat', 'Chats', MessagesSquare],
  ['/streams', 'Streams', Radio],
  ['/creators', 'Creators', Users],
  ['/calls', 'Calls', Phone],
  ['/wallet', 'Wallet', Wallet],
  ['/earnings', 'Earnings', ChartNoAxesColumn],
] as const

export interface PageProps {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** A page around streams, creators, calls and coins, with the way to the others. */
export function Page({ title, action, children }: PageProps) {
  const me = useMe()
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
          <nav aria-label="Elsewhere" className="-mx-1 flex">
            {places
              .filter(([to]) => to !== '/earnings' || me.role === 'creator')
              .map(([to, name, Icon]) => (
                <Link
                  key={to}
                  to={to}
                  activeOptions={{ exact: true }}
                  aria-label={name}
                  title={name}
                  className="flex min-h-10 items-center gap-2 rounded-xl px-3 font-medium text-ink-soft hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
                >
                  <Icon aria-hidden className="size-4.5" />
                  <span className="hidden lg:inline">{name}</span>
                </Link>
              ))}
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto flex max-w-4xl flex-col gap-5 px-4 py-6 outline-none">
        {children}
      </main>
    </div>
  )
}
