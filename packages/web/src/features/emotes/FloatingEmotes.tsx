import type { FollowedStream, Tally } from '@stoa/client/streaming'
import { useEffect, useRef, useState } from 'react'
import { floatsOf } from './floats.ts'

/** What the audience sends, floating over the picture; as still counts where less motion is wanted. */
export function FloatingEmotes({ followed }: { readonly followed: FollowedStream }) {
  const still = useStill()
  return still ? <StillEmotes followed={followed} /> : <MovingEmotes followed={followed} />
}

/** Its elements are made and taken away here, not by React: up to sixteen times a second would be too often to render. */
function MovingEmotes({ followed }: { readonly followed: FollowedStream }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const area = place.current
    if (area === null) return
    return followed.tallied((tally) => {
      // Of a hidden page nobody sees anything.
      if (document.visibilityState === 'hidden') return
      for (const float of floatsOf(tally, { here: area.childElementCount, random: Math.random })) {
        const one = document.createElement('span')
        one.textContent = float.emote
        one.className = 'absolute bottom-0 text-3xl font-bold drop-shadow'
        one.style.left = `${float.across * 100}%`
        one.style.opacity = '0'
        area.append(one)
        const sway = `${Math.round((float.across - 0.5) * 60)}px`
        const height = area.clientHeight
        one.animate(
          [
            { opacity: 0, transform: 'translate(-50%, 0) scale(0.6)' },
            { opacity: 1, transform: `translate(-50%, ${-0.15 * height}px) scale(1.1)`, offset: 0.15 },
            {
              opacity: 1,
              transform: `translate(calc(-50% + ${sway}), ${-0.6 * height}px) scale(1)`,
              offset: 0.7,
            },
            { opacity: 0, transform: `translate(-50%, ${-0.9 * height}px) scale(0.9)` },
          ],
          { duration: float.lasts, delay: float.delay, easing: 'ease-out' },
        ).onfinish = () => one.remove()
      }
    })
  }, [followed])
  return (
    <div
      ref={place}
      aria-hidden
      data-floating
      className="pointer-events-none absolute inset-x-0 top-0 bottom-12 overflow-hidden"
    />
  )
}

const stays = 2000

function StillEmotes({ followed }: { readonly followed: FollowedStream }) {
  const [tally, setTally] = useState<Tally>()
  useEffect(() => followed.tallied(setTally), [followed])
  useEffect(() => {
    if (tally === undefined) return
    const timer = setTimeout(() => setTally(undefined), stays)
    return () => clearTimeout(timer)
  }, [tally])
  if (tally === undefined) return null
  return (
    <div aria-hidden data-floating className="pointer-events-none absolute right-3 bottom-14 flex gap-1.5">
      {Object.entries(tally.counts)
        .toSorted(([, one], [, other]) => other - one)
        .slice(0, 5)
        .map(([emote, count]) => (
          <span key={emote} className="rounded-full bg-raised/90 px-2.5 py-0.5 text-ink text-sm">
            {emote} {count}
          </span>
        ))}
    </div>
  )
}

const lessMotion = '(prefers-reduced-motion: reduce)'

function useStill(): boolean {
  const [still, setStill] = useState(() => matchMedia(lessMotion).matches)
  useEffect(() => {
    const query = matchMedia(lessMotion)
    const look = () => setStill(query.matches)
    query.addEventListener('change', look)
    return () => query.removeEventListener('change', look)
  }, [])
  return still
}
