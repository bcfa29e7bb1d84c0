import type { FollowedStream } from '@stoa/client/streaming'
import { RoomId } from '@stoa/contract/http'
import type { Stream } from '@stoa/contract/streams'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Clapperboard } from 'lucide-react'
import { useEffect } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { useMe } from '../../../components/people.ts'
import { Loading, NoSuchStream, StreamProblem } from '../pages/states.tsx'
import { useStageLeft } from '../session/useStageLeft.ts'
import { useStream } from '../session/useStream.ts'
import { Studio } from './Studio.tsx'

const route = getRouteApi('/inside/members/streams/streams/$stream/studio')

/** Where one's own stream is run from; co-hosts have theirs. */
export function StudioPage() {
  const { stream } = route.useParams()
  const id = RoomId.safeParse(stream)
  return id.success ? <Followed key={id.data} id={id.data} /> : <NoSuchStream />
}

function Followed({ id }: { readonly id: RoomId }) {
  const followed = useStream(id)
  return followed === undefined ? <Loading /> : <Found followed={followed} />
}

function Found({ followed }: { readonly followed: FollowedStream }) {
  const me = useMe()
  const { status, fault, stream } = useStore(followed.facts)
  const title = stream?.title
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Studio · Stoa`
    return () => {
      document.title = 'Stoa'
    }
  }, [title])
  if (stream === undefined) {
    if (status === 'loading') return <Loading />
    return fault?.code === 'NOT_FOUND' ? <NoSuchStream /> : <StreamProblem fault={fault} />
  }
  if (stream.host !== me.id && !stream.cohosts.includes(me.id)) return <NotYours stream={stream} />
  return <Studio followed={followed} stream={stream} />
}

function NotYours({ stream }: { readonly stream: Stream }) {
  useStageLeft(stream)
  return (
    <main id="main" className="flex h-full bg-canvas">
      <Notice
        page
        icon={Clapperboard}
        title="This studio is not yours"
        action={
          <Link
            to="/streams/$stream"
            params={{ stream: stream.id }}
            className="font-medium text-accent underline"
          >
            Watch it
          </Link>
        }
      >
        Its host can invite you to be seen in it.
      </Notice>
    </main>
  )
}
