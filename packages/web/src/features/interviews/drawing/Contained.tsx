import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router'
import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Notice } from '../../../components/Notice.tsx'

/** Keeps a whiteboard that fails from taking the page with it: Excalidraw draws what others wrote. `of` is the document. */
export function Contained({ of, children }: { readonly of: number; readonly children: ReactNode }) {
  return (
    <CatchBoundary getResetKey={() => of} errorComponent={Failed}>
      {children}
    </CatchBoundary>
  )
}

function Failed({ reset }: ErrorComponentProps) {
  return (
    <div role="alert" className="flex h-full">
      <Notice
        icon={TriangleAlert}
        title="This whiteboard could not be shown"
        action={
          <Button look="outline" onClick={reset}>
            <RotateCw aria-hidden className="size-4" /> Try again
          </Button>
        }
      >
        The other documents are not affected.
      </Notice>
    </div>
  )
}
