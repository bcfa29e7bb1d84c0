import type { PublishState } from '@stoa/client/streaming'
import { CircleAlert, Video } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import { useMe } from '../../../components/people.ts'
import { LiveBadge } from '../pages/LiveBadge.tsx'
import { useStreamsHere } from '../session/StreamsContext.ts'
import { createSound } from '../session/sound.ts'
import type { OnAir } from '../session/studio.ts'
import { useTransport } from '../session/useTransport.ts'
import { Tile } from '../watch/Tile.tsx'
import { Preview } from './Preview.tsx'
import type { StudioProps } from './props.ts'

/** This browser's camera or screen as the picture, and beside it those of the others. */
export function CameraSource({ followed, stream }: StudioProps) {
  const me = useMe()
  const { studio } = useStreamsHere()
  const onAir = useStore(studio.onAir)
  const here = onAir?.stream === stream.id ? onAir : undefined
  const { shown, microphone } = useStore(studio.local)
  const transport = useTransport(stream.engine)
  const sound = useMemo(createSound, [])
  const others = stream.publishers.filter((user) => user !== me.id)
  const elsewhere = here === undefined && stream.publishers.includes(me.id)
  return (
    <div className="flex flex-col gap-4">
      <div className="grid items-start gap-3 sm:grid-cols-2 [&>:first-child]:sm:col-span-2">
        <Preview>{here !== undefined && <OnAirBadge onAir={here} />}</Preview>
        {others.map((user) => (
          <Tile key={user} followed={followed} user={user} transport={transport} sound={sound} />
        ))}
      </div>
      {here === undefined ? (
        <div className="flex flex-col items-center gap-2">
          {elsewhere && (
            <p role="status" className="text-ink-soft text-sm">
              Your picture comes from somewhere else: OBS, or another window.
            </p>
          )}
          <Button
            className="min-h-12 px-6 text-base"
            disabled={elsewhere || (shown === null && !microphone)}
            onClick={() => studio.begin(stream)}
          >
            <Video aria-hidden className="size-5" />
            {stream.status === 'live' ? 'Go on stage' : 'Go live'}
          </Button>
        </div>
      ) : (
        <Sending onAir={here} onStop={() => void studio.end()} />
      )}
    </div>
  )
}

const words: Readonly<Record<PublishState['status'], string>> = {
  off: 'Nothing is sent: camera and microphone are off',
  connecting: 'Connecting…',
  live: 'On air',
  reconnecting: 'Reconnecting…',
  refused: 'Not on air',
}

function OnAirBadge({ onAir }: { readonly onAir: OnAir }) {
  const { status } = useStore(onAir.publishing)
  if (status === 'live') return <LiveBadge />
  return (
    <span className="rounded-full bg-raised px-3 py-0.5 font-medium text-ink text-sm shadow-low">
      {words[status]}
    </span>
  )
}

function Sending({ onAir, onStop }: { readonly onAir: OnAir; readonly onStop: () => void }) {
  const { status, fault } = useStore(onAir.publishing)
  return (
    <div className="flex flex-wrap items-center justify-center gap-3">
      <p role="status" data-publishing={status} className="text-ink-soft text-sm">
        {words[status]}
      </p>
      {status === 'refused' && (
        <>
          <p role="alert" className="flex items-center gap-2 text-danger text-sm">
            <CircleAlert aria-hidden className="size-4" /> {fault?.message}
          </p>
          <Button onClick={() => onAir.publishing.start()}>Try again</Button>
        </>
      )}
      <Button look="outline" onClick={onStop}>
        Stop sending
      </Button>
    </div>
  )
}
