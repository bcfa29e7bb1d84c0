import { assets } from 'virtual:whiteboard'
import type { OpenDocument, OpenInterview } from '@stoa/client/interviews'
import { lazy, Suspense } from 'react'
import { Skeleton } from '../../../components/Skeleton.tsx'

const Board = lazy(async () => {
  // Before it is loaded: it looks up its fonts then.
  window.EXCALIDRAW_ASSET_PATH = assets
  const { Board } = await import('./Board.tsx')
  return { default: Board }
})

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
