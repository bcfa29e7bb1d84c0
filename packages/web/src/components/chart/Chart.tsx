import { lazy, Suspense } from 'react'
import { Skeleton } from '../Skeleton.tsx'
import type { ChartProps } from './Plot.tsx'

const Plot = lazy(() => import('./Plot.tsx'))

/** A chart over time; its library is loaded when the first one is shown. */
export function Chart(props: ChartProps) {
  return (
    <div className="h-56">
      <Suspense fallback={<Skeleton className="h-full" />}>
        <Plot {...props} />
      </Suspense>
    </div>
  )
}
