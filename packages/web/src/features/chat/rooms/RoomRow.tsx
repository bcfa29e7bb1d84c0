import type { LiveRoom } from '@stoa/client'
import { Link } from '@tanstack/react-router'
import { Avatar } from '../../../components/Avatar.tsx'
import { classes } from '../../../components/classes.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { RoomPreview } from './RoomPreview.tsx'
import { useRoomFace } from './useRoomFace.ts'

export interface RoomRowProps {
  readonly room: LiveRoom
  readonly open: boolean
  readonly now: number
}

export function RoomRow({ room, open, now }: RoomRowProps) {
  const times = useTimes()
  const face = useRoomFace(room)
  const unread = room.unread > 0
  return (
    <Link
      to="/chat/$room"
      params={{ room: room.id }}
      aria-current={open ? 'page' : undefined}
      className={classes(
        'flex items-center gap-3 rounded-2xl px-3 py-2.5 transition-colors focus-visible:-outline-offset-2',
        open ? 'bg-accent-soft' : 'hover:bg-sunken',
      )}
    >
      <Avatar id={face.id} name={face.name} picture={face.picture} online={face.online} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className={classes('min-w-0 flex-1 truncate', unread ? 'font-semibold' : 'font-medium')}>
            {face.name}
            {face.online && <span className="sr-only"> (online)</span>}
          </span>
          <time
            className={classes('shrink-0 text-xs', unread ? 'font-medium text-accent' : 'text-ink-faint')}
          >
            {times.brief(room.activeAt, now)}
          </time>
        </span>
        <span className="mt-0.5 flex items-center gap-2">
          <span className={classes('min-w-0 flex-1 truncate text-sm', unread ? 'text-ink' : 'text-ink-soft')}>
            <RoomPreview room={room} open={open} />
          </span>
          {unread && (
            <span className="min-w-5.5 shrink-0 rounded-full bg-accent px-1.5 text-center font-semibold text-on-accent text-xs leading-5.5 tabular-nums">
              {room.unread > 99 ? '99+' : room.unread}
              <span className="sr-only"> unread</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  )
}
