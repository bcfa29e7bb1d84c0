import { countOf, type MediaCount, type MediaQuality, qualityOf, type Watching } from '@stoa/client/streaming'
import { useEffect, useState } from 'react'

const every = 1000

/** What is measured of one publisher's picture here: as it comes, since nobody makes several qualities of it. */
export function Readout({ watching }: { readonly watching: Watching<MediaStreamTrack> }) {
  const quality = useQuality(watching)
  return (
    <dl
      aria-label="Measured here"
      className="absolute top-2 right-2 grid grid-cols-[auto_auto] gap-x-3 rounded-xl bg-raised/90 px-3 py-2 text-ink text-xs tabular-nums shadow-low"
    >
      {rowsOf(quality).map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-ink-soft">{term}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function rowsOf(quality: MediaQuality | undefined): ReadonlyArray<readonly [string, string]> {
  if (quality === undefined) return [['Measuring', '…']]
  const { width, height, codec, frames, bits, loss, delay } = quality
  return [
    ['Picture', width === undefined || height === undefined ? '–' : `${width}×${height}`],
    ['Pictures a second', frames.toFixed(0)],
    ['Codec', codec ?? '–'],
    ['Received', `${(bits / 1e6).toFixed(2)} Mbit/s`],
    ['Lost', `${(loss * 100).toFixed(1)} %`],
    ['Delay from the server', delay === undefined ? '–' : `about ${delay} ms`],
    ['Quality', 'One: as it is sent'],
  ]
}

function useQuality(watching: Watching<MediaStreamTrack>): MediaQuality | undefined {
  const [quality, setQuality] = useState<MediaQuality>()
  useEffect(() => {
    let before: { readonly count: MediaCount; readonly at: number } | undefined
    let current = true
    const measure = async () => {
      const stats = await watching.stats()
      if (stats === undefined || !current) return
      const now = { count: countOf(stats), at: performance.now() }
      if (before !== undefined)
        setQuality(qualityOf(before.count, now.count, Math.max(0.1, (now.at - before.at) / 1000)))
      before = now
    }
    // A connection that is being made anew has nothing to measure.
    const look = () => void measure().catch(() => {})
    look()
    const timer = setInterval(look, every)
    return () => {
      current = false
      clearInterval(timer)
    }
  }, [watching])
  return quality
}
