import { type Ref, useEffect, useRef } from 'react'
import { classes } from '../../../components/classes.ts'

export interface TrackVideoProps {
  readonly track: MediaStreamTrack
  readonly label: string
  readonly className?: string
  readonly mirrored?: boolean
  readonly ref?: Ref<HTMLVideoElement>
}

/** A picture as it comes, without its sound. */
export function TrackVideo({ track, label, className, mirrored = false, ref }: TrackVideoProps) {
  const own = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const video = own.current
    if (video === null) return
    video.srcObject = new MediaStream([track])
    // Muted video plays without being asked for; a later track interrupts the one before.
    video.play().catch(() => {})
    return () => {
      video.srcObject = null
    }
  }, [track])
  return (
    <video
      ref={(element) => {
        own.current = element
        if (typeof ref === 'function') ref(element)
        else if (ref != null) ref.current = element
      }}
      aria-label={label}
      autoPlay
      playsInline
      muted
      className={classes(className, mirrored && '-scale-x-100')}
    />
  )
}
