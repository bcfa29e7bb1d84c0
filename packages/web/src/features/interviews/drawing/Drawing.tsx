import { lazy, Suspense } from 'react'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { Contained } from './Contained.tsx'
import type { DrawingProps } from './props.ts'

const Board = lazy(() => import('./Board.tsx').then(({ Board }) => ({ default: Board })))

/** A whiteboard. Excalidraw is large, so it comes with the first one that is opened. */
export function Drawing(props: DrawingProps) {
  return (
    <Contained of={props.document.seq}>
      <Suspense
        fallback={
          <div aria-busy="true" className="h-full p-4">
            <span className="sr-only">Loading the whiteboard…</span>
            <Skeleton className="h-full" />
          </div>
        }
      >
        <Board key={props.document.seq} {...props} />
      </Suspense>
    </Contained>
  )
}
