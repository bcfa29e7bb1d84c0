import { SquarePen } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../../components/IconButton.tsx'
import { SearchField } from '../search/SearchField.tsx'
import { SearchResults } from '../search/SearchResults.tsx'
import { RoomList } from './RoomList.tsx'

export interface SidebarProps {
  readonly open: string | undefined
  readonly onNew: () => void
}

export function Sidebar({ open, onNew }: SidebarProps) {
  const [query, setQuery] = useState('')
  return (
    <>
      <header className="flex items-center gap-2 px-4 pt-3 pb-2">
        <h1 className="flex-1 font-display font-semibold text-2xl tracking-tight">Chats</h1>
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
