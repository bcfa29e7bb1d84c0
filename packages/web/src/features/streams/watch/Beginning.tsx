import type { Stream } from '@stoa/contract/streams'
import { CalendarClock } from 'lucide-react'
import { Notice } from '../../../components/Notice.tsx'
import { useTimes } from '../../../components/TimesContext.tsx'

/** In place of the picture before there is one. */
export function Beginning({ stream: { scheduledFor } }: { readonly stream: Stream }) {
  const times = useTimes()
  return (
    <div className="flex aspect-video max-h-[60dvh] w-full border-line border-b bg-surface sm:rounded-3xl sm:border">
      <Notice
        icon={CalendarClock}
        title={scheduledFor === null ? 'It begins soon' : times.full(scheduledFor)}
      >
        The picture comes by itself when it begins. The chat is open already.
      </Notice>
    </div>
  )
}
