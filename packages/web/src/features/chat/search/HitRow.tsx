import type { LiveRoom } from '@stoa/client'
import type { Hit } from '@stoa/contract/chat'
import { Link } from '@tanstack/react-router'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useRoomFace } from '../rooms/useRoomFace.ts'
import { excerptOf } from './excerpt.ts'

/** A found message; leads to it in its place. */
export function HitRow({ hit }: { readonly hit: Hit }) {
  const me = useMe()
  const times = useTimes()
  const { rooms } = useStore(useClient().rooms)
  const room = rooms.find((one) => one.id === hit.room)
  const author = usePerson(hit.message.author)
  const who = hit.message.author === me.id ? 'You' : (author?.name ?? '…')
  return (
    <Link
      {...(room?.kind === 'interview'
        ? { to: '/interviews/$session', params: { session: hit.room } }
        : { to: '/chat/$room', params: { room: hit.room } })}
      search={{ at: hit.message.seq }}
      className="block rounded-2xl px-3 py-2.5 hover:bg-sunken focus-visible:-outline-offset-2"
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate font-medium text-sm">
          {who}
          {room !== undefined && room.kind !== 'direct' && <InRoom room={room} />}
        </span>
        <time className="shrink-0 text-ink-faint text-xs">{times.brief(hit.message.at, Date.now())}</time>
      </span>
      <span className="mt-0.5 line-clamp-2 break-words text-ink-soft text-sm">
        {excerptOf(hit.message.text, hit.highlights).map((part) =>
          part.marked ? (
            <mark key={part.at} className="rounded-sm bg-mark text-ink">
              {part.text}
            </mark>
          ) : (
            part.text
          ),
        )}
      </span>
    </Link>
  )
}

function InRoom({ room }: { readonly room: LiveRoom }) {
  const face = useRoomFace(room)
  return <span className="font-normal text-ink-soft"> in {face.name}</span>
}
