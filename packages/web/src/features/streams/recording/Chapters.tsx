import type { FollowedStream } from '@stoa/client/streaming'
import type { Recording, Stream } from '@stoa/contract/streams'
import { Check, Link2 } from 'lucide-react'
import { type RefObject, useMemo, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Card } from '../../../components/Card.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import { classes } from '../../../components/classes.ts'
import { clockText } from '../../calls/session/cost.ts'
import { momentText } from '../../emotes/momentText.ts'
import { chaptersOf } from './chapters.ts'
import { useSecond } from './useSecond.ts'

export interface ChaptersProps {
  readonly followed: FollowedStream
  readonly stream: Stream
  readonly recording: Recording
  readonly video: RefObject<HTMLVideoElement | null>
  readonly onSeek: (position: number) => void
}

/** The moments the audience loved, to go to. */
export function Chapters({ followed, stream, recording, video, onSeek }: ChaptersProps) {
  const moments = useStore(followed.moments)
  const chapters = useMemo(() => chaptersOf(recording, moments), [recording, moments])
  const second = useSecond(video)
  const current = chapters.findLastIndex(({ position }) => position <= second + 0.5)
  return (
    <Card
      title="Moments"
      hint="What the audience loved most. Choose one to see it."
      action={<CopyLink stream={stream} second={second} />}
    >
      {chapters.length === 0 && <p className="text-ink-soft">No moments were found in this stream.</p>}
      <ol aria-label="Chapters" className="-mx-2 flex max-h-72 flex-col gap-0.5 overflow-y-auto">
        {chapters.map(({ moment, position }, at) => (
          <li key={moment.seq}>
            <button
              type="button"
              onClick={() => onSeek(position)}
              aria-current={at === current ? 'step' : undefined}
              data-position={position}
              className={classes(
                'flex w-full items-center gap-3 rounded-xl px-2 py-1.5 text-left hover:bg-sunken',
                at === current && 'bg-accent-soft',
              )}
            >
              <span className="w-14 shrink-0 font-medium text-accent tabular-nums">
                {clockText(Math.floor(position))}
              </span>
              <span className="min-w-0 flex-1 text-sm">{momentText(moment)}</span>
            </button>
          </li>
        ))}
      </ol>
    </Card>
  )
}

function CopyLink({ stream, second }: { readonly stream: Stream; readonly second: number }) {
  const [copied, setCopied] = useState<'yes' | 'no'>()
  const address = new URL(`/streams/${stream.id}?t=${second}`, location.origin).href
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address)
      setCopied('yes')
    } catch {
      // Not allowed, or not over a secure connection: it is shown, to be copied by hand.
      setCopied('no')
    }
  }
  return (
    <div className="flex flex-col items-end">
      <Button look="outline" onClick={() => void copy()}>
        {copied === 'yes' ? (
          <Check aria-hidden className="size-4" />
        ) : (
          <Link2 aria-hidden className="size-4" />
        )}
        Link to {clockText(second)}
      </Button>
      <p role="status" className="break-all text-ink-soft text-sm empty:hidden">
        {copied === 'yes' && 'Copied.'}
        {copied === 'no' && address}
      </p>
    </div>
  )
}
