import { MessagesSquare } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { useNow } from '../../../components/useNow.ts'
import { RoomRow } from './RoomRow.tsx'
import { useChatRooms } from './useChatRooms.ts'

export interface RoomListProps {
  readonly open: string | undefined
  readonly onNew: () => void
}

export function RoomList({ open, onNew }: RoomListProps) {
  const { status, rooms } = useChatRooms()
  const now = useNow(30_000)
  if (status === 'loading' && rooms.length === 0) return <RoomListSkeleton />
  if (rooms.length === 0) {
    return (
      <div className="flex flex-1">
        <Notice
          icon={MessagesSquare}
          title="Nobody here yet"
          action={<Button onClick={onNew}>Start a chat</Button>}
        >
          Find somebody and say hello. Your conversations will be listed here.
        </Notice>
      </div>
    )
  }
  return (
    <nav aria-label="Conversations" className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
      <ul onKeyDown={moveByArrows} className="flex flex-col gap-0.5">
        {rooms.map((room) => (
          <li key={room.id}>
            <RoomRow room={room} open={room.id === open} now={now} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Arrow keys, Home and End move between the links of a list. */
export function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a[href], button')]
  const at = document.activeElement instanceof HTMLElement ? links.indexOf(document.activeElement) : -1
  const to = {
    ArrowDown: Math.min(at + 1, links.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: links.length - 1,
  }[event.key]
  if (at === -1 || to === undefined) return
  event.preventDefault()
  links[to]?.focus()
}

function RoomListSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-1 flex-col gap-0.5 px-2">
      <span className="sr-only">Loading conversations…</span>
      {['w-2/5', 'w-3/5', 'w-1/3', 'w-1/2', 'w-2/3', 'w-1/4'].map((width) => (
        <div key={width} className="flex items-center gap-3 px-3 py-2.5">
          <Skeleton className="size-11 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="h-3 w-4/5" />
          </div>
        </div>
      ))}
    </div>
  )
}
