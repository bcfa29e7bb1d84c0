import type { FollowedStream } from '@stoa/client/streaming'
import type { Recording, Stream } from '@stoa/contract/streams'
import { useMemo } from 'react'
import { Card } from '../../../components/Card.tsx'
import { Loaded } from '../../../components/Loaded.tsx'
import { clockText } from '../../calls/session/cost.ts'
import { EmoteChart } from '../../emotes/EmoteChart.tsx'
import { everyMinute, layersOf } from '../../emotes/stack.ts'
import { useEmoteCounts } from '../../emotes/useEmoteCounts.ts'
import { minutesIn } from './chapters.ts'

export interface EmoteTimelineProps {
  readonly followed: FollowedStream
  readonly stream: Stream
  readonly recording: Recording
  readonly onSeek: (position: number) => void
}

const write = (second: number) => clockText(Math.round(second))

/** Emotes a minute along the recording; a click goes there. */
export function EmoteTimeline({ followed, stream, recording, onSeek }: EmoteTimelineProps) {
  const { query, again, minutes } = useEmoteCounts(followed, stream)
  const chart = useMemo(() => {
    const found = minutesIn(recording, everyMinute(minutes))
    return { at: found.map(({ position }) => position), layers: layersOf(found) }
  }, [recording, minutes])
  const total = chart.layers.reduce((sum, layer) => sum + layer.total, 0)
  return (
    <Card title="Emotes a minute" hint={total > 0 ? 'Click a bar to go there.' : undefined}>
      <Loaded query={query} again={again}>
        {() =>
          total === 0 ? (
            <p className="text-ink-soft">Nobody sent an emote while this was recorded.</p>
          ) : (
            <EmoteChart
              label={`Emotes a minute along the recording: ${total} in all.`}
              at={chart.at}
              layers={chart.layers}
              scale="recording"
              write={write}
              onPick={(position) => onSeek(Math.min(Math.max(0, position), recording.seconds))}
            />
          )
        }
      </Loaded>
    </Card>
  )
}
