import { useEffect, useEffectEvent, useRef, useState } from 'react'

/** How long nothing has changed its size when a place is taken to be reached, ms. */
const quietFor = 300

export interface QuietTimer {
  readonly reached: boolean
  /** Something moved: wait anew. */
  restart(): void
}

/** Calls `onQuiet`, and says `reached`, once nothing has restarted it for a while. It starts by itself. */
export function useQuietTimer(onQuiet: () => void): QuietTimer {
  const [reached, setReached] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const frame = useRef(0)
  const done = useEffectEvent(() => {
    onQuiet()
    setReached(true)
  })
  const arm = useRef(() => {})
  useEffect(() => {
    const stop = () => {
      clearTimeout(timer.current)
      cancelAnimationFrame(frame.current)
    }
    // A busy page may have drawn nothing meanwhile: sizes are told of in frames, and the last of them in one after.
    const drawn = () => {
      frame.current = requestAnimationFrame(() => {
        frame.current = requestAnimationFrame(() => done())
      })
    }
    arm.current = () => {
      stop()
      timer.current = setTimeout(drawn, quietFor)
    }
    arm.current()
    return stop
  }, [])
  return {
    reached,
    restart() {
      setReached(false)
      arm.current()
    },
  }
}
