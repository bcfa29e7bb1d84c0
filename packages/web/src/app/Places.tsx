import { Link, useMatches } from '@tanstack/react-router'
import {
  ChartNoAxesColumn,
  CodeXml,
  type LucideIcon,
  MessagesSquare,
  Phone,
  Radio,
  Users,
  Wallet,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { classes } from '../components/classes.ts'
import { Logo } from '../components/Logo.tsx'
import { PlacesContext } from '../components/PlacesContext.ts'
import { useMe } from '../components/people.ts'
import { AccountMenu } from '../features/accounts/AccountMenu.tsx'
import { ShortcutsDialog } from '../features/chat/panels/ShortcutsDialog.tsx'
import { useUnread } from '../features/chat/rooms/useChatRooms.ts'

interface Place {
  readonly to: '/chat' | '/streams' | '/interviews' | '/creators' | '/calls' | '/wallet' | '/earnings'
  readonly name: string
  readonly icon: LucideIcon
  /** Where the screen is narrow it is in the account's menu alone. */
  readonly wide?: true
}

const places: readonly Place[] = [
  { to: '/chat', name: 'Chats', icon: MessagesSquare },
  { to: '/streams', name: 'Streams', icon: Radio },
  { to: '/interviews', name: 'Interviews', icon: CodeXml },
  { to: '/creators', name: 'Creators', icon: Users },
  { to: '/calls', name: 'Calls', icon: Phone, wide: true },
  { to: '/wallet', name: 'Wallet', icon: Wallet, wide: true },
  { to: '/earnings', name: 'Earnings', icon: ChartNoAxesColumn, wide: true },
]

/** A page with the way to all others: beside it, or below where the screen is narrow. What needs the whole screen has none. */
export function Places({ children }: { readonly children: ReactNode }) {
  const me = useMe()
  const [asked, setAsked] = useState(false)
  const said = useMatches({ select: (matches) => matches.at(-1)?.staticData.places })
  const shown = said ?? (asked ? 'always' : undefined)
  return (
    <PlacesContext value={setAsked}>
      <div className="flex h-full flex-col-reverse md:flex-row">
        {me.role !== 'guest' && shown !== undefined && <Bar onlyWide={shown === 'wide'} />}
        <div className="min-h-0 min-w-0 flex-1">{children}</div>
      </div>
    </PlacesContext>
  )
}

function Bar({ onlyWide }: { readonly onlyWide: boolean }) {
  const me = useMe()
  const unread = useUnread()
  const [asked, setAsked] = useState(false)
  return (
    <nav
      aria-label="Places"
      className={classes(
        'shrink-0 items-stretch border-line bg-surface max-md:border-t max-md:pb-[env(safe-area-inset-bottom)] md:w-19 md:flex-col md:border-r md:py-3',
        onlyWide ? 'hidden md:flex' : 'flex',
      )}
    >
      <Logo className="mx-auto mb-3 size-8 shrink-0 max-md:hidden" />
      <div className="flex min-h-0 flex-4 md:flex-1 md:flex-col md:overflow-y-auto md:pt-1">
        {places
          .filter(({ to }) => to !== '/earnings' || me.role === 'creator')
          .map((place) => (
            <PlaceLink key={place.to} place={place} count={place.to === '/chat' ? unread : 0} />
          ))}
      </div>
      <div className="grid flex-1 place-items-center md:flex-none md:pt-3">
        <AccountMenu onShortcuts={() => setAsked(true)} />
      </div>
      <ShortcutsDialog open={asked} onClose={() => setAsked(false)} />
    </nav>
  )
}

function PlaceLink({ place, count }: { readonly place: Place; readonly count: number }) {
  const { to, name, icon: Icon, wide = false } = place
  return (
    <Link
      to={to}
      className={classes(
        'group flex flex-1 flex-col items-center gap-0.5 py-1.5 font-medium text-[0.6875rem] text-ink-soft hover:text-ink aria-[current=page]:text-accent md:flex-none',
        wide && 'max-md:hidden',
      )}
    >
      <span className="relative grid h-7 w-12 place-items-center rounded-full transition-colors group-hover:bg-sunken group-aria-[current=page]:bg-accent-soft">
        <Icon aria-hidden className="size-5" />
        {count > 0 && (
          <span className="absolute -top-1 right-0.5 min-w-4.5 rounded-full bg-accent px-1 text-center font-semibold text-[0.6875rem] text-on-accent leading-4.5">
            {count > 99 ? '99+' : count}
            <span className="sr-only"> unread, </span>
          </span>
        )}
      </span>
      {name}
    </Link>
  )
}
