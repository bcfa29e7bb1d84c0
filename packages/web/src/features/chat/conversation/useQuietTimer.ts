import { useEffect, useEffectEvent, useRef, useState } from 'react'

/** With nothing moving for this long a place is reached, ms. */
const quietFor = 300
/** After this long it is looked for no longer, however much moves; ms. */
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
    const begin = () => {
      since.current = performance.now()
      arm.current()
    }
    // A busy page may have drawn nothing meanwhile: sizes are told of in frames, and the last of them in one after.
    const drawn = () => {
      const asked = performance.now()
      frame.current = requestAnimationFrame(() => {
        // One in the background draws nothing until it is shown, and begins then.
        if (performance.now() - asked > quietFor) begin()
        else frame.current = requestAnimationFrame(() => done())
      })
    }
    arm.current = () => {
      stop()
      timer.current = setTimeout(drawn, quietFor)
    }
    begin()
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
