import type { Stream } from '@stoa/contract/streams'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ChartNoAxesColumn, Clapperboard, Eye } from 'lucide-react'
import { useMe } from '../../../components/people.ts'
import { LiveBadge } from '../pages/LiveBadge.tsx'
import { viewersText } from '../pages/time.ts'

const link =
  'inline-flex min-h-10 items-center gap-2 rounded-xl px-3 font-medium text-ink-soft hover:bg-sunken hover:text-ink'

export function WatchHeader({ stream }: { readonly stream: Stream }) {
  const me = useMe()
  const params = { stream: stream.id }
  const onStage = stream.host === me.id || stream.cohosts.includes(me.id)
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-3 py-2">
      <Link to="/streams" aria-label="All streams" title="All streams" className={`${link} px-2`}>
        <ArrowLeft aria-hidden className="size-5" />
      </Link>
      <h1 className="min-w-0 flex-1 basis-40 truncate font-semibold text-lg">{stream.title}</h1>
      {stream.status === 'live' && (
        <p className="flex items-center gap-3 text-sm tabular-nums">
          <LiveBadge />
          <span className="flex items-center gap-1.5">
            <Eye aria-hidden className="size-4" /> {viewersText(stream.viewers)}
          </span>
        </p>
      )}
      {onStage && (
        <nav aria-label="This stream" className="flex">
          {stream.host === me.id && (
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
          <Link
            to="/streams/$stream/studio"
            params={params}
            aria-label="Studio"
            title="Studio"
            className={link}
          >
            <Clapperboard aria-hidden className="size-4.5" />
            <span className="hidden sm:inline">{stream.host === me.id ? 'Studio' : 'Go on stage'}</span>
          </Link>
        </nav>
      )}
    </header>
  )
}
