import { lazy, Suspense } from 'react'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { Contained } from '../drawing/Contained.tsx'
import type { RecordedDocument } from './engine/recording.ts'

const ReplayBoard = lazy(() =>
  import('./ReplayBoard.tsx').then(({ ReplayBoard }) => ({ default: ReplayBoard })),
)

/** A whiteboard at the time that is shown. */
export function ReplayDrawing({ recorded }: { readonly recorded: RecordedDocument }) {
  return (
    <Contained of={recorded.seq}>
      <Suspense
        fallback={
          <div aria-busy="true" className="h-full p-4">
            <span className="sr-only">Loading the whiteboard…</span>
            <Skeleton className="h-full" />
          </div>
        }
      >
        <ReplayBoard recorded={recorded} />
      </Suspense>
    </Contained>
  )
}
