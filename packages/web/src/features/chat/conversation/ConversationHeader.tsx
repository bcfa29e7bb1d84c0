import { Popover } from '@base-ui/react/popover'
import type { LiveRoom } from '@stoa/client'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, CalendarSearch } from 'lucide-react'
import { useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { Field } from '../../../components/Field.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useNow } from '../../../components/useNow.ts'
import { typingText } from '../rooms/RoomPreview.tsx'
import { useNames } from '../rooms/useNames.ts'
import { type RoomFace, useRoomFace } from '../rooms/useRoomFace.ts'
import { useScope } from './ConversationContext.tsx'
import type { Overlay } from './ConversationOverlays.tsx'

export interface ConversationHeaderProps {
  readonly onDetails: (overlay: Overlay) => void
  /** A day to go to, as its first moment. */
  readonly onDate: (from: number) => void
}

export function ConversationHeader({ onDetails, onDate }: ConversationHeaderProps) {
  const { room } = useScope()
  const face = useRoomFace(room)
  const details = () => {
    if (room.kind !== 'direct') onDetails({ kind: 'group' })
    else if (room.members[0] !== undefined) onDetails({ kind: 'person', user: room.members[0] })
  }
  return (
    <header className="flex h-16 shrink-0 items-center gap-1 border-line border-b bg-surface px-2 md:px-4">
      <Link
        to="/chat"
        aria-label="Back to conversations"
        className="grid size-10 shrink-0 place-items-center rounded-xl text-ink-soft hover:bg-sunken md:hidden"
      >
        <ArrowLeft aria-hidden className="size-5" />
      </Link>
      <h1 className="sr-only">{face.name}</h1>
      <button
        type="button"
        onClick={details}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-2xl px-2 py-1.5 text-left hover:bg-sunken"
      >
        <Avatar id={face.id} name={face.name} picture={face.picture} online={face.online} />
        <span className="min-w-0">
          <span className="block truncate font-semibold leading-tight">{face.name}</span>
          <span className="block truncate text-ink-soft text-sm">
            <Status room={room} face={face} />
          </span>
        </span>
      </button>
      <JumpToDate onDate={onDate} />
    </header>
  )
}

function Status({ room, face }: { readonly room: LiveRoom; readonly face: RoomFace }) {
  const times = useTimes()
  const now = useNow(60_000)
  const names = useNames(room.typing)
  if (room.typing.length > 0) return <span className="text-accent">{typingText(room, names)}</span>
  if (room.kind !== 'direct') {
    const people = room.memberCount === 1 ? '1 member' : `${room.memberCount} members`
    return room.presentCount > 1 ? `${people}, ${room.presentCount} online` : people
  }
  if (face.online) return 'online'
  const lastSeen = face.other?.lastSeen
  return lastSeen == null ? 'offline' : `last seen ${times.ago(lastSeen, now)}`
}

function JumpToDate({ onDate }: { readonly onDate: (from: number) => void }) {
  const [open, setOpen] = useState(false)
  const [day, setDay] = useState('')
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger render={<IconButton icon={CalendarSearch} label="Go to a date" />} />
      <Popover.Portal>
        <Popover.Positioner sideOffset={8} align="end" className="z-40">
          <Popover.Popup
            aria-label="Go to a date"
            className="w-64 rounded-2xl border border-line bg-raised p-4 shadow-pop outline-none"
          >
            <form
              className="flex flex-col gap-3"
              onSubmit={(event) => {
                event.preventDefault()
                onDate(new Date(`${day}T00:00`).getTime())
                setOpen(false)
              }}
            >
              <Field
                label="Go to a date"
                type="date"
                required
                min="2000-01-01"
                max={new Date().toLocaleDateString('sv')}
                value={day}
                onChange={(event) => setDay(event.target.value)}
              />
              <Button type="submit">Go</Button>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
