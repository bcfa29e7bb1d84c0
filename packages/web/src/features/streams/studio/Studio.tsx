import type { FollowedStream } from '@stoa/client/streaming'
import type { Stream } from '@stoa/contract/streams'
import { useEffect, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { useMe } from '../../../components/people.ts'
import { useStreamsHere } from '../session/StreamsContext.ts'
import { StreamChat } from '../watch/StreamChat.tsx'
import { AfterEnd } from './AfterEnd.tsx'
import { CameraSource } from './CameraSource.tsx'
import { Cohosts } from './Cohosts.tsx'
import { ObsSource, type StreamKey } from './ObsSource.tsx'
import type { StudioProps } from './props.ts'
import { StudioHeader } from './StudioHeader.tsx'
import { Tabs } from './Tabs.tsx'
import { Watchers } from './Watchers.tsx'

const sources = { camera: 'Camera or screen', obs: 'OBS and others' } as const

export function Studio({ followed, stream }: StudioProps) {
  const me = useMe()
  const hosts = stream.host === me.id
  const over = stream.status === 'ended'
  const [source, setSource] = useState<keyof typeof sources>('camera')
  const [made, setMade] = useState<StreamKey>()
  useOnAir(followed, stream)
  return (
    <div className="flex h-full min-h-0 flex-col bg-canvas">
      <StudioHeader followed={followed} stream={stream} />
      <div className="min-h-0 flex-1 overflow-y-auto lg:flex lg:overflow-hidden">
        <main
          id="main"
          tabIndex={-1}
          className="flex min-w-0 flex-1 flex-col gap-5 p-4 outline-none lg:overflow-y-auto"
        >
          {over ? (
            <AfterEnd stream={stream} />
          ) : (
            <>
              {hosts && (
                <Tabs label="Where the picture comes from" tabs={sources} open={source} onOpen={setSource} />
              )}
              {source === 'camera' ? (
                <CameraSource followed={followed} stream={stream} />
              ) : (
                <ObsSource followed={followed} stream={stream} made={made} onMade={setMade} />
              )}
            </>
          )}
          <div className="grid grid-cols-1 items-start gap-5 md:grid-cols-2">
            {!over && <Cohosts followed={followed} stream={stream} />}
            {hosts && <Watchers followed={followed} stream={stream} />}
          </div>
        </main>
        <StreamChat room={stream.id} />
      </div>
    </div>
  )
}

/** What the stream's state means for what this page sends into it. */
function useOnAir(followed: FollowedStream, stream: Stream): void {
  const me = useMe()
  const { studio } = useStreamsHere()
  const onAir = useStore(studio.onAir)
  const here = onAir?.stream === stream.id ? onAir.publishing : undefined
  const over = stream.status === 'ended'
  const may = stream.host === me.id || stream.cohosts.includes(me.id)
  useEffect(() => {
    if (over || !may) {
      void studio.end()
      studio.local.stop()
      return
    }
    if (studio.local.get().status === 'idle') void studio.local.start()
    // After the page was loaded anew.
    if (here === undefined && studio.left.get() === stream.id) studio.begin(stream)
  }, [over, may, here, studio, stream])
  useEffect(() => {
    if (here === undefined) return
    const look = () => {
      const facts = followed.facts.get().stream
      if (facts?.status === 'live' && !facts.publishers.includes(me.id)) here.missed()
    }
    return followed.facts.subscribe(look)
  }, [followed, here, me.id])
}
