import type { OpenDocument, OpenInterview } from '@stoa/client/interviews'
import { lazy, Suspense } from 'react'
import { Skeleton } from '../../../components/Skeleton.tsx'

const Board = lazy(() => import('./Board.tsx').then(({ Board }) => ({ default: Board })))

export interface DrawingProps {
  readonly interview: OpenInterview
  readonly document: OpenDocument
  readonly readOnly: boolean
}

/** A whiteboard. Excalidraw is large, so it comes with the first one that is opened. */
export function Drawing(props: DrawingProps) {
  return (
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
  )
}
