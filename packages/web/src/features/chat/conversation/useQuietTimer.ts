import { useEffect, useEffectEvent, useRef, useState } from 'react'

/** How long nothing has changed its size when a place is taken to be reached, and when it is all the same; ms. */
const quietFor = 300
const longest = 2_000

export interface QuietTimer {
  readonly reached: boolean
  /** Another place is looked for: wait anew. */
  restart(): void
  /** Something moved: wait longer, though not for ever, as in a busy room something always does. */
  extend(): void
}

/** Calls `onQuiet`, and says `reached`, once nothing has moved for a while. It starts by itself. */
export function useQuietTimer(onQuiet: () => void): QuietTimer {
  const [reached, setReached] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const frame = useRef(0)
  const done = useEffectEvent(() => {
    onQuiet()
    setReached(true)
  })
  const arm = useRef(() => {})
  const since = useRef(0)
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
    since.current = performance.now()
    arm.current()
    return stop
  }, [])
  return {
    reached,
    restart() {
      since.current = performance.now()
      setReached(false)
      arm.current()
    },
    extend() {
      if (!reached && performance.now() - since.current < longest) arm.current()
    },
  }
}
