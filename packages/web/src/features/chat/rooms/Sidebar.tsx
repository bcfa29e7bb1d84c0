import { Link } from '@tanstack/react-router'
import { CodeXml, Phone, Radio, SquarePen } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../../components/IconButton.tsx'
import { SearchField } from '../search/SearchField.tsx'
import { SearchResults } from '../search/SearchResults.tsx'
import { AccountMenu } from './AccountMenu.tsx'
import { RoomList } from './RoomList.tsx'

export interface SidebarProps {
  readonly open: string | undefined
  readonly onNew: () => void
  readonly onShortcuts: () => void
}

export function Sidebar({ open, onNew, onShortcuts }: SidebarProps) {
  const [query, setQuery] = useState('')
  return (
    <>
      <header className="flex items-center gap-2 px-4 pt-3 pb-2">
        <AccountMenu onShortcuts={onShortcuts} />
        <h1 className="flex-1 font-display font-semibold text-2xl tracking-tight">Stoa</h1>
        <Link
          to="/streams"
          aria-label="Streams"
          title="Streams"
          className="grid size-10 shrink-0 place-items-center rounded-xl text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <Radio aria-hidden className="size-5" />
        </Link>
        <Link
          to="/interviews"
          aria-label="Interviews"
          title="Interviews"
          className="grid size-10 shrink-0 place-items-center rounded-xl text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <CodeXml aria-hidden className="size-5" />
        </Link>
        <Link
          to="/creators"
          aria-label="Creators and calls"
          title="Creators and calls"
          className="grid size-10 shrink-0 place-items-center rounded-xl text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <Phone aria-hidden className="size-5" />
        </Link>
        <IconButton icon={SquarePen} label="New chat" onClick={onNew} />
      </header>
      <div className="px-4 pb-3">
        <SearchField value={query} onChange={setQuery} />
      </div>
      {query.trim() === '' ? (
        <RoomList open={open} onNew={onNew} />
      ) : (
        <SearchResults query={query.trim()} onDone={() => setQuery('')} />
      )}
    </>
  )
}
