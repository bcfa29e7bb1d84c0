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
  const done = useEffectEvent(() => {
    onQuiet()
    setReached(true)
  })
  const arm = useRef(() => {})
  useEffect(() => {
    arm.current = () => {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => done(), quietFor)
    }
    arm.current()
    return () => clearTimeout(timer.current)
  }, [])
  return {
    reached,
    restart() {
      setReached(false)
      arm.current()
    },
  }
}
