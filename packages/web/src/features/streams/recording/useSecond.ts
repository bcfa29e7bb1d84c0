import { type RefObject, useEffect, useState } from 'react'

/** The second a video is at; renders once for each. */
export function useSecond(video: RefObject<HTMLVideoElement | null>): number {
  const [second, setSecond] = useState(0)
  useEffect(() => {
    const element = video.current
    if (element === null) return
    const look = () => setSecond(Math.floor(element.currentTime))
    element.addEventListener('timeupdate', look)
    element.addEventListener('seeking', look)
    return () => {
      element.removeEventListener('timeupdate', look)
      element.removeEventListener('seeking', look)
    }
  }, [video])
  return second
}
