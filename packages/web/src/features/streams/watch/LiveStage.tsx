import type { FollowedStream } from '@stoa/client/streaming'
import type { Stream } from '@stoa/contract/streams'
import { useMemo, useRef, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { classes } from '../../../components/classes.ts'
import { useMe } from '../../../components/people.ts'
import { FloatingEmotes } from '../../emotes/FloatingEmotes.tsx'
import { useStreamsHere } from '../session/StreamsContext.ts'
import { createSilence, createSound } from '../session/sound.ts'
import { useTransport } from '../session/useTransport.ts'
import { StageControls } from './StageControls.tsx'
import { Tile } from './Tile.tsx'
import { useStage } from './useStage.ts'

export interface LiveStageProps {
  readonly followed: FollowedStream
  readonly engine: Stream['engine']
  readonly hostName: string
}

/** Everybody who is seen, and what the audience sends floating over them. */
export function LiveStage({ followed, engine, hostName }: LiveStageProps) {
  const transport = useTransport(engine)
  const sound = useMemo(createSound, [])
  // What this very page sends would come back to its microphone.
  const silent = useMemo(createSilence, [])
  const me = useMe()
  const onAir = useStore(useStreamsHere().studio.onAir)
  const mine = onAir?.stream === followed.id ? me.id : undefined
  const stage = useStage(followed)
  const place = useRef<HTMLDivElement>(null)
  const [measured, setMeasured] = useState(false)
  return (
    <div ref={place} className="relative flex shrink-0 flex-col overflow-hidden bg-canvas">
      <div
        className={classes(
          'grid min-h-0 flex-1 content-center gap-1.5 p-1.5',
          stage.length === 2 && 'sm:grid-cols-2',
          stage.length > 2 && 'grid-cols-2',
          stage.length > 4 && 'sm:grid-cols-3',
        )}
      >
        {stage.length === 0 && (
          <p role="status" className="grid aspect-video place-items-center p-6 text-center text-ink-soft">
            Waiting for the picture of {hostName}…
          </p>
        )}
        {stage.map((user) => (
          <Tile
            key={user}
            followed={followed}
            user={user}
            transport={transport}
            sound={user === mine ? silent : sound}
            measured={measured}
            className={stage.length === 1 ? 'max-h-[70dvh] w-full' : undefined}
          />
        ))}
      </div>
      <FloatingEmotes followed={followed} />
      <StageControls place={place} sound={sound} measured={measured} onMeasured={setMeasured} />
    </div>
  )
}
