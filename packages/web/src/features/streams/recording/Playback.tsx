import type { FollowedStream } from '@stoa/client/streaming'
import type { Recording, Stream } from '@stoa/contract/streams'
import { CircleAlert, Clapperboard } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Complaint } from '../../../components/Complaint.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Spinner } from '../../../components/Spinner.tsx'
import { Chapters } from './Chapters.tsx'
import { EmoteTimeline } from './EmoteTimeline.tsx'
import { usePlayer } from './usePlayer.ts'

export interface PlaybackProps {
  readonly followed: FollowedStream
  readonly stream: Stream
  /** Seconds, from the address. */
  readonly begin: number | undefined
}

/** The recording of a stream that is over, with its moments as chapters (S6). */
export function Playback({ followed, stream, begin }: PlaybackProps) {
  const { recording } = stream
  if (recording === null) {
    return (
      <Frame>
        <Notice icon={Clapperboard} title="This stream is over">
          {stream.startedAt === null
            ? 'It was ended before it began.'
            : 'It was not recorded. Whoever watched it live still finds the chat beside it.'}
        </Notice>
      </Frame>
    )
  }
  if (recording.status === 'running') {
    return (
      <Frame>
        <p role="status" className="m-auto flex items-center gap-3 text-ink-soft">
          <Spinner /> The recording is being finished…
        </p>
      </Frame>
    )
  }
  if (recording.url === null || recording.parts.length === 0) {
    return (
      <Frame>
        <Notice icon={CircleAlert} title="There is no recording">
          It could not be made. Whoever runs this server finds the reason in its log.
        </Notice>
      </Frame>
    )
  }
  return (
    <Recorded
      followed={followed}
      stream={stream}
      recording={recording}
      url={recording.url}
      begin={begin ?? 0}
    />
  )
}

function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex aspect-video max-h-[60dvh] w-full border-line border-b bg-surface sm:rounded-3xl sm:border">
      {children}
    </div>
  )
}

interface RecordedProps {
  readonly followed: FollowedStream
  readonly stream: Stream
  readonly recording: Recording
  readonly url: string
  readonly begin: number
}

function Recorded({ followed, stream, recording, url, begin }: RecordedProps) {
  const video = useRef<HTMLVideoElement>(null)
  const problem = usePlayer(video, { stream: stream.id, url, begin })
  const seek = (position: number) => {
    if (video.current === null) return
    video.current.currentTime = position
    // Where the browser wants to be asked first, the picture stands at the right place.
    video.current.play().catch(() => {})
  }
  return (
    <div className="flex flex-col gap-4">
      <video
        ref={video}
        controls
        playsInline
        aria-label={`Recording of ${stream.title}`}
        className="aspect-video max-h-[75dvh] w-full bg-[black] sm:rounded-3xl"
      >
        <track kind="captions" />
      </video>
      <Complaint>{problem}</Complaint>
      <div className="flex flex-col gap-4 px-4 sm:px-0">
        <Chapters followed={followed} stream={stream} recording={recording} video={video} onSeek={seek} />
        <EmoteTimeline followed={followed} stream={stream} recording={recording} onSeek={seek} />
      </div>
    </div>
  )
}
