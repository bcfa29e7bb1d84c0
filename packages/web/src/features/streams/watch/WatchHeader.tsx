import { Link } from '@tanstack/react-router'
import { ArrowLeft, ChartNoAxesColumn, Clapperboard, Eye } from 'lucide-react'
import { useMe } from '../../../components/people.ts'
import { EndStream } from '../pages/EndStream.tsx'
import { LiveBadge } from '../pages/LiveBadge.tsx'
import { viewersText } from '../pages/time.ts'
import type { StudioProps } from '../studio/props.ts'

const link =
  'inline-flex min-h-10 items-center gap-2 rounded-xl px-3 font-medium text-ink-soft hover:bg-sunken hover:text-ink'

export function WatchHeader({ followed, stream }: StudioProps) {
  const me = useMe()
  const params = { stream: stream.id }
  const hosts = stream.host === me.id
  const onStage = hosts || stream.cohosts.includes(me.id)
  const settles = hosts || me.role === 'admin'
  // A host ends it in the studio, where it is seen what ends.
  const ends = !hosts && (me.role === 'moderator' || me.role === 'admin')
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-3 py-2">
      <Link to="/streams" aria-label="All streams" title="All streams" className={`${link} px-2`}>
        <ArrowLeft aria-hidden className="size-5" />
      </Link>
      <h1 className="min-w-0 flex-1 basis-40 line-clamp-3 break-words font-semibold text-lg leading-snug">
        {stream.title}
      </h1>
      {stream.status === 'live' && (
        <p className="flex items-center gap-3 text-sm tabular-nums">
          <LiveBadge />
          <span className="flex items-center gap-1.5">
            <Eye aria-hidden className="size-4" /> {viewersText(stream.viewers)}
          </span>
        </p>
      )}
      {(onStage || settles) && (
        <nav aria-label="This stream" className="flex">
          {settles && (
            <Link
              to="/streams/$stream/emotes"
              params={params}
              aria-label="Emotes"
              title="Emotes"
              className={link}
            >
              <ChartNoAxesColumn aria-hidden className="size-4.5" />
              <span className="hidden xl:inline">Emotes</span>
            </Link>
          )}
          {onStage && (
            <Link
              to="/streams/$stream/studio"
              params={params}
              aria-label={hosts ? 'Studio' : 'Go on stage'}
              title={hosts ? 'Studio' : 'Go on stage'}
              className={link}
            >
              <Clapperboard aria-hidden className="size-4.5" />
              <span className="hidden sm:inline">{hosts ? 'Studio' : 'Go on stage'}</span>
            </Link>
          )}
        </nav>
      )}
      {ends && stream.status !== 'ended' && <EndStream followed={followed} stream={stream} />}
    </header>
  )
}
