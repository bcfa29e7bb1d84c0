import type { Store } from '@stoa/client'
import type { LiveMoment } from '@stoa/client/streaming'
import { Sparkles } from 'lucide-react'
import { Card } from '../../components/Card.tsx'
import { useStore } from '../../components/ClientContext.tsx'
import { useTimes } from '../../components/TimesContext.tsx'
import { momentText } from './momentText.ts'

export interface MomentsListProps {
  readonly moments: Store<readonly LiveMoment[]>
  /** Nothing more comes. */
  readonly over?: boolean
}

/** The moments the audience loved, newest first, as they grow. */
export function MomentsList({ moments, over = false }: MomentsListProps) {
  const all = useStore(moments)
  const times = useTimes()
  return (
    <Card
      title="Moments"
      className={all.length === 0 ? 'hidden sm:block' : ''}
      hint={over ? 'What the audience loved most.' : 'What the audience loved most, as they send it.'}
    >
      {all.length === 0 ? (
        <p className="flex items-center gap-2.5 text-ink-soft">
          <Sparkles aria-hidden className="size-4.5 shrink-0" />
          {over
            ? 'No moments were found in this stream.'
            : 'None yet. When many send the same emote, it shows here.'}
        </p>
      ) : (
        <ul aria-label="Moments" className="flex flex-col gap-1">
          {all.toReversed().map((moment) => (
            <li key={moment.seq} data-moment={moment.seq} className="flex items-center gap-3 py-1">
              <span aria-hidden className="w-10 shrink-0 text-center font-semibold text-2xl">
                {moment.emote}
              </span>
              <span className="min-w-0 flex-1 text-sm">{momentText(moment)}</span>
              <span className="shrink-0 text-ink-soft text-sm tabular-nums">
                {moment.final ? times.clock(moment.start) : 'now'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
