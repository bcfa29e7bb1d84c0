import type { FollowedStream, Transport, Watching, WatchState } from '@stoa/client/streaming'
import type { Fault, UserId } from '@stoa/contract/http'
import { memo, useEffect, useRef } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { classes } from '../../../components/classes.ts'
import { usePerson } from '../../../components/people.ts'
import { Spinner } from '../../../components/Spinner.tsx'
import type { SoundStore } from '../session/sound.ts'
import { useWatching } from '../session/useWatching.ts'
import { Readout } from './Readout.tsx'

export interface TileProps {
  readonly followed: FollowedStream
  readonly user: UserId
  readonly transport: Transport<MediaStreamTrack>
  readonly sound: SoundStore
  /** Shows what is measured of it. */
  readonly measured?: boolean
  readonly className?: string | undefined
}

/** One publisher's picture. It hears of nobody else: what changes in another tile renders nothing here (S7). */
export const Tile = memo(function Tile({ followed, user, transport, sound, measured, className }: TileProps) {
  const person = usePerson(user)
  const watching = useWatching(followed, user, transport)
  const name = person?.name ?? '…'
  return (
    <figure
      data-tile={user}
      className={classes('relative aspect-video min-w-0 overflow-hidden rounded-2xl bg-sunken', className)}
    >
      {watching !== undefined && <Picture watching={watching} sound={sound} name={name} />}
      {watching !== undefined && measured && <Readout watching={watching} />}
      <figcaption className="absolute bottom-2 left-2 max-w-[80%] truncate rounded-full bg-raised/85 px-2.5 py-0.5 font-medium text-ink text-xs">
        {name}
      </figcaption>
    </figure>
  )
})

interface PictureProps {
  readonly watching: Watching<MediaStreamTrack>
  readonly sound: SoundStore
  readonly name: string
}

function Picture({ watching, sound, name }: PictureProps) {
  const { status, remote, fault } = useStore(watching)
  const video = useRef<HTMLVideoElement>(null)
  usePlayed(video, remote, sound)
  return (
    <>
      <video
        ref={video}
        aria-label={name}
        playsInline
        data-watching={status}
        className={classes(
          'size-full object-contain transition-opacity duration-300',
          status !== 'playing' && 'opacity-60',
        )}
      >
        <track kind="captions" />
      </video>
      {status !== 'playing' && (
        <div className="absolute inset-0 grid place-items-center p-4">
          <p
            role="status"
            className="flex items-center gap-2.5 rounded-full bg-raised px-4 py-1.5 text-ink text-sm shadow-pop"
          >
            {status !== 'ended' && <Spinner />}
            {status === 'connecting' && 'Connecting…'}
            {status === 'waiting' && 'The picture comes back by itself'}
            {status === 'ended' && whyEnded(fault)}
          </p>
        </div>
      )}
    </>
  )
}

function whyEnded(fault: Fault | undefined): string {
  if (fault === undefined) return 'No picture any more'
  // It has no decoder for what is sent, such as H.264.
  return fault.code === 'NOT_ACCEPTABLE'
    ? 'This browser cannot play what is sent. Another one can.'
    : fault.message
}

/** Plays what comes, with sound where the browser lets it. */
function usePlayed(
  place: { readonly current: HTMLVideoElement | null },
  { audio, video }: WatchState<MediaStreamTrack>['remote'],
  sound: SoundStore,
): void {
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const hear = () => {
      const { muted, volume } = sound.get()
      element.muted = muted
      element.volume = volume
    }
    hear()
    return sound.subscribe(hear)
  }, [place, sound])
  useEffect(() => {
    const element = place.current
    const tracks = [audio, video].filter((track) => track !== undefined)
    if (element === null || tracks.length === 0) return
    element.srcObject = new MediaStream(tracks)
    const play = async () => {
      try {
        await element.play()
      } catch (error) {
        // A later track interrupts the one before; that is no refusal.
        if (!(error instanceof DOMException && error.name === 'NotAllowedError')) return
        sound.set({ ...sound.get(), muted: true, blocked: true })
        element.muted = true
        await element.play().catch(() => {})
      }
    }
    void play()
    return () => {
      element.srcObject = null
    }
  }, [place, audio, video, sound])
}
