import { listStreams, type Stream } from '@stoa/contract/streams'
import { CircleAlert, Clapperboard, Radio } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Page } from '../../../components/Page.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { usePages } from '../../../components/usePages.ts'
import { type Query, useQuery } from '../../../components/useQuery.ts'
import { GoLiveLink } from './GoLiveLink.tsx'
import { StreamCard } from './StreamCard.tsx'

const renewEvery = 10_000
const pageSize = 24

/** What is live now, what is to come, and what was. */
export function StreamsPage() {
  const [live, again] = useListed('live')
  const [scheduled] = useListed('scheduled')
  return (
    <Page title="Streams" action={<GoLiveLink />}>
      <LiveNow query={live} again={again} />
      {scheduled.status === 'ready' && scheduled.value.length > 0 && (
        <Shelf title="Coming up" streams={scheduled.value} />
      )}
      <PastStreams />
    </Page>
  )
}

/** Streams of a status, read anew while somebody looks. */
function useListed(status: Stream['status']) {
  const client = useClient()
  const [query, again] = useQuery(
    useCallback(
      async () => (await client.call(listStreams, { query: { status, limit: 60 } })).streams,
      [client, status],
    ),
  )
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') again()
    }, renewEvery)
    return () => clearInterval(timer)
  }, [again])
  return [query, again] as const
}

function LiveNow(props: { readonly query: Query<readonly Stream[]>; readonly again: () => void }) {
  const { query, again } = props
  if (query.status === 'loading') return <Waiting />
  if (query.status === 'error') {
    return (
      <div role="alert" className="flex">
        <Notice
          icon={CircleAlert}
          title="The streams could not be loaded"
          action={
            <Button look="outline" onClick={again}>
              Try again
            </Button>
          }
        >
          {query.fault.message}
        </Notice>
      </div>
    )
  }
  if (query.value.length > 0) return <Shelf title="Live now" streams={query.value} />
  return (
    <section
      aria-label="Live now"
      className="flex rounded-3xl border border-line border-dashed bg-surface py-6"
    >
      <Notice icon={Radio} title="Nobody is live right now" action={<GoLiveLink />}>
        Be the first: your camera or your screen, two clicks away.
      </Notice>
    </section>
  )
}

function PastStreams() {
  const client = useClient()
  const pages = usePages(
    useCallback(
      async (before: number | undefined) => {
        const { streams } = await client.call(listStreams, {
          query: { status: 'ended', limit: pageSize, ...(before !== undefined && { before }) },
        })
        const last = streams.length < pageSize ? undefined : streams.at(-1)
        return { items: streams, next: last?.createdAt ?? null }
      },
      [client],
    ),
  )
  if (pages.status !== 'ready') return null
  if (pages.items.length === 0) {
    return (
      <p className="flex items-center gap-2 text-ink-soft text-sm">
        <Clapperboard aria-hidden className="size-4.5" /> What is streamed here can be watched again
        afterwards.
      </p>
    )
  }
  return (
    <>
      <Shelf title="Past streams" streams={pages.items} />
      {pages.more && (
        <Button look="quiet" busy={pages.busy} className="self-center" onClick={pages.next}>
          More
        </Button>
      )}
    </>
  )
}

function Shelf({ title, streams }: { readonly title: string; readonly streams: readonly Stream[] }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="font-semibold text-lg">{title}</h2>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {streams.map((stream) => (
          <li key={stream.id} className="min-w-0">
            <StreamCard stream={stream} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Waiting() {
  return (
    <div aria-busy="true" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <span className="sr-only">Loading the streams…</span>
      {['a', 'b', 'c'].map((one) => (
        <Skeleton key={one} className="h-60 rounded-3xl" />
      ))}
    </div>
  )
}
