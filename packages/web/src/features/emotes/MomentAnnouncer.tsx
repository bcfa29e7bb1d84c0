import type { FollowedStream, LiveMoment } from '@stoa/client/streaming'
import { Sparkles } from 'lucide-react'
import { useEffect, useState } from 'react'
import { momentText } from './momentText.ts'

const stays = 8000

/** Says politely, once, that the audience loves this moment. */
export function MomentAnnouncer({ followed }: { readonly followed: FollowedStream }) {
  const [moment, setMoment] = useState<LiveMoment>()
  useEffect(() => followed.announced(setMoment), [followed])
  useEffect(() => {
    if (moment === undefined) return
    const timer = setTimeout(() => setMoment(undefined), stays)
    return () => clearTimeout(timer)
  }, [moment])
  return (
    <div
      role="status"
      aria-live="polite"
      aria-label="Moments"
      className="pointer-events-none fixed inset-x-4 bottom-6 z-30 flex justify-center"
    >
      {moment !== undefined && (
        <p className="flex animate-rise items-center gap-3 rounded-2xl bg-raised px-4 py-2.5 text-ink shadow-pop">
          <Sparkles aria-hidden className="size-5 text-accent" />
          <span>
            <span className="block font-semibold">A moment: {moment.emote}</span>
            <span className="block text-ink-soft text-sm">{momentText(moment)}</span>
          </span>
        </p>
      )}
    </div>
  )
}
