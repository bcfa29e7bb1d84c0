import type { FollowedStream } from '@stoa/client/streaming'
import { RoomId } from '@stoa/contract/http'
import type { Stream } from '@stoa/contract/streams'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { usePerson } from '../../../components/people.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { EmoteBar } from '../../emotes/EmoteBar.tsx'
import { MomentAnnouncer } from '../../emotes/MomentAnnouncer.tsx'
import { MomentsList } from '../../emotes/MomentsList.tsx'
import { Loading, NoSuchStream, StreamProblem } from '../pages/states.tsx'
import { useStageLeft } from '../session/useStageLeft.ts'
import { useStream } from '../session/useStream.ts'
import { About } from './About.tsx'
import { Beginning } from './Beginning.tsx'
import { Invited } from './Invited.tsx'
import { LiveStage } from './LiveStage.tsx'
import { StreamChat } from './StreamChat.tsx'
import { WatchHeader } from './WatchHeader.tsx'

const Playback = lazy(() =>
  import('../recording/Playback.tsx').then(({ Playback }) => ({ default: Playback })),
)

const route = getRouteApi('/inside/members/streams/streams/$stream')

/** A stream to watch: before it begins, live, and afterwards its recording. */
export function StreamPage() {
  const { stream } = route.useParams()
  const { t } = route.useSearch()
  const id = RoomId.safeParse(stream)
  return id.success ? <Followed key={id.data} id={id.data} begin={t} /> : <NoSuchStream />
}

function Followed({ id, begin }: { readonly id: RoomId; readonly begin: number | undefined }) {
  const followed = useStream(id)
  return followed === undefined ? <Loading /> : <Found followed={followed} begin={begin} />
}

function Found(props: { readonly followed: FollowedStream; readonly begin: number | undefined }) {
  const { followed, begin } = props
  const { status, fault, stream } = useStore(followed.facts)
  const title = stream?.title
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Stoa`
    return () => {
      document.title = 'Stoa'
    }
  }, [title])
  if (stream === undefined) {
    if (status === 'loading') return <Loading />
    return fault?.code === 'NOT_FOUND' ? <NoSuchStream /> : <StreamProblem fault={fault} />
  }
  return <Watched followed={followed} stream={stream} begin={begin} />
}

interface WatchedProps {
  readonly followed: FollowedStream
  readonly stream: Stream
  readonly begin: number | undefined
}

function Watched({ followed, stream, begin }: WatchedProps) {
  const host = usePerson(stream.host)
  const live = stream.status === 'live'
  const over = stream.status === 'ended'
  useStageLeft(stream)
  return (
    <div className="flex h-full min-h-0 flex-col bg-canvas">
      <WatchHeader followed={followed} stream={stream} />
      <div className="min-h-0 flex-1 overflow-y-auto lg:flex lg:overflow-hidden">
        <main
          id="main"
          tabIndex={-1}
          className="flex min-w-0 flex-1 flex-col gap-4 outline-none sm:p-4 lg:overflow-y-auto"
        >
          <Invited stream={stream} />
          {stream.status === 'scheduled' && <Beginning stream={stream} />}
          {live && (
            <LiveStage followed={followed} engine={stream.engine} hostName={host?.name ?? 'the host'} />
          )}
          {over && (
            <Suspense fallback={<Skeleton className="aspect-video w-full rounded-3xl" />}>
              <Playback followed={followed} stream={stream} begin={begin} />
            </Suspense>
          )}
          <div className="flex flex-col gap-4 px-4 pb-4 sm:px-0">
            {live && <EmoteBar stream={stream.id} />}
            <About stream={stream} />
            {live && <MomentsList moments={followed.moments} />}
          </div>
          {live && <MomentAnnouncer followed={followed} />}
        </main>
        <StreamChat room={stream.id} over={over} />
      </div>
    </div>
  )
}
