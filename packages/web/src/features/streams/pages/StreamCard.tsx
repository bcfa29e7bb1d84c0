import type { Stream } from '@stoa/contract/streams'
import { Link } from '@tanstack/react-router'
import { Eye } from 'lucide-react'
import { Avatar } from '../../../components/Avatar.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { clockText } from '../../calls/session/cost.ts'
import { LiveBadge } from './LiveBadge.tsx'
import { Thumbnail } from './Thumbnail.tsx'
import { viewersText } from './time.ts'

/** A stream in the directory: live, to come, or recorded. */
export function StreamCard({ stream }: { readonly stream: Stream }) {
  const me = useMe()
  const host = usePerson(stream.host)
  const name = host?.name ?? '…'
  const invited =
    stream.cohosts.includes(me.id) && !stream.publishers.includes(me.id) && stream.status !== 'ended'
  return (
    <div className="flex h-full flex-col overflow-hidden rounded-3xl border border-line bg-surface">
      <Link
        to="/streams/$stream"
        params={{ stream: stream.id }}
        className="flex flex-1 flex-col transition-colors hover:bg-raised focus-visible:-outline-offset-2"
      >
        <span className="relative block aspect-video overflow-hidden bg-sunken">
          <Thumbnail stream={stream} />
          <Corner stream={stream} />
        </span>
        <span className="flex min-w-0 flex-1 gap-3 p-3.5">
          <Avatar id={stream.host} name={name} picture={host?.picture} size="small" />
          <span className="min-w-0 flex-1">
            <span className="line-clamp-2 break-words font-semibold leading-snug">{stream.title}</span>
            <span className="block truncate text-ink-soft text-sm">{name}</span>
            <When stream={stream} />
          </span>
        </span>
      </Link>
      {invited && (
        <p className="flex flex-wrap items-center justify-between gap-x-3 bg-accent-soft px-3.5 py-1.5 text-sm">
          You are invited to be seen in it.
          <Link
            to="/streams/$stream/studio"
            params={{ stream: stream.id }}
            className="inline-flex min-h-8 items-center font-semibold text-accent underline"
          >
            To the studio
          </Link>
        </p>
      )}
    </div>
  )
}

const corner =
  'absolute bottom-2 left-2 inline-flex items-center gap-1.5 rounded-full bg-raised px-2.5 py-0.5 font-medium text-ink text-xs tabular-nums shadow-low'

function Corner({ stream: { status, viewers, recording } }: { readonly stream: Stream }) {
  if (status === 'live') {
    return (
      <>
        <LiveBadge className="absolute top-2 left-2" />
        <span className={corner}>
          <Eye aria-hidden className="size-3.5" /> {viewersText(viewers)}
        </span>
      </>
    )
  }
  if (status === 'scheduled') return <span className={corner}>Scheduled</span>
  if (recording === null) return <span className={corner}>Not recorded</span>
  return <span className={corner}>{clockText(Math.round(recording.seconds))}</span>
}

function When({ stream: { status, scheduledFor, startedAt, endedAt } }: { readonly stream: Stream }) {
  const times = useTimes()
  const now = Date.now()
  const look = 'block text-ink-soft text-sm'
  if (status === 'live' && startedAt !== null)
    return <span className={look}>Began {times.ago(startedAt, now)}</span>
  if (status === 'scheduled')
    return <span className={look}>{scheduledFor === null ? 'Soon' : times.full(scheduledFor)}</span>
  return endedAt === null ? null : <span className={look}>{times.ago(endedAt, now)}</span>
}
