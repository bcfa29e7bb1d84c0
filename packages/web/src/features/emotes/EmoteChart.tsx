import { lazy, Suspense } from 'react'
import { Skeleton } from '../../components/Skeleton.tsx'
import { colourOf } from './colours.ts'
import type { StackedPlotProps } from './StackedPlot.tsx'

const StackedPlot = lazy(() => import('./StackedPlot.tsx'))

/** Emotes a minute with what each colour stands for; the library comes with the first chart. */
export function EmoteChart(props: StackedPlotProps) {
  return (
    <div>
      <div className="h-52">
        <Suspense fallback={<Skeleton className="h-full" />}>
          <StackedPlot {...props} />
        </Suspense>
      </div>
      <ul aria-label="Emotes" className="mt-3 flex flex-wrap gap-x-4 gap-y-1.5">
        {props.layers.map(({ emote, total }, at) => (
          <li key={emote} className="flex items-center gap-1.5 text-sm">
            <span aria-hidden className="size-3 rounded-full" style={{ backgroundColor: colourOf(at) }} />
            {emote} <span className="text-ink-soft tabular-nums">{total}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
