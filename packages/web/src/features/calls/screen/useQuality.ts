import { useEffect, useState } from 'react'
import type { CallSession } from '../session/callSession.ts'
import { type Counted, countOf, type Quality, qualityOf } from '../session/quality.ts'

const every = 3000

/** How good the connection is, measured again every few seconds. */
export function useQuality(session: CallSession): Quality {
  const [quality, setQuality] = useState<Quality>('unknown')
  useEffect(() => {
    let before: Counted | undefined
    let current = true
    const measure = async () => {
      const stats = await session.call.link.stats()
      if (!current) return
      const counted = stats === undefined ? undefined : countOf(stats)
      setQuality(counted === undefined ? 'unknown' : qualityOf(before, counted))
      before = counted
    }
    const timer = setInterval(() => void measure(), every)
    return () => {
      current = false
      clearInterval(timer)
    }
  }, [session])
  return quality
}
