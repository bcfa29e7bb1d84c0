import { Link } from '@tanstack/react-router'
import { ArrowLeft, ChartNoAxesColumn, Eye, MonitorPlay } from 'lucide-react'
import { useMe } from '../../../components/people.ts'
import { useNow } from '../../../components/useNow.ts'
import { clockText } from '../../calls/session/cost.ts'
import { EndStream } from '../pages/EndStream.tsx'
import { LiveBadge } from '../pages/LiveBadge.tsx'
import { viewersText } from '../pages/time.ts'
import type { StudioProps } from './props.ts'

const link =
  'inline-flex min-h-10 items-center gap-2 rounded-xl px-3 font-medium text-ink-soft hover:bg-sunken hover:text-ink'

export function StudioHeader({ followed, stream }: StudioProps) {
  const me = useMe()
  const params = { stream: stream.id }
  const live = stream.status === 'live'
  return (
    <header className="border-line border-b bg-surface px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link to="/streams" aria-label="All streams" title="All streams" className={`${link} px-2`}>
          <ArrowLeft aria-hidden className="size-5" />
        </Link>
        <h1 className="min-w-0 flex-1 basis-40 truncate font-semibold text-lg">{stream.title}</h1>
        {live && (
          <p className="flex items-center gap-3 text-sm tabular-nums">
            <LiveBadge />
            {stream.startedAt !== null && <Since at={stream.startedAt} />}
            <span className="flex items-center gap-1.5">
              <Eye aria-hidden className="size-4" /> {viewersText(stream.viewers)}
            </span>
          </p>
        )}
        <div className="ml-auto flex items-center gap-2">
          <nav aria-label="This stream" className="flex">
            <Link
              to="/streams/$stream"
              params={params}
              aria-label="Watch page"
              title="Watch page"
              className={link}
            >
              <MonitorPlay aria-hidden className="size-4.5" />
              <span className="hidden xl:inline">Watch page</span>
            </Link>
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
          </nav>
          {stream.host === me.id && stream.status !== 'ended' && (
            <EndStream followed={followed} stream={stream} />
          )}
        </div>
      </div>
    </header>
  )
}

function Since({ at }: { readonly at: number }) {
  const now = useNow(1000)
  return <span>{clockText(Math.max(0, Math.floor((now - at) / 1000)))}</span>
}
