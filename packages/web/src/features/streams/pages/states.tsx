import type { Fault } from '@stoa/contract/http'
import { Link } from '@tanstack/react-router'
import { CircleAlert, TvMinimal } from 'lucide-react'
import { Notice } from '../../../components/Notice.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'

export function Loading() {
  return (
    <main
      id="main"
      aria-busy="true"
      aria-label="Loading the stream"
      className="mx-auto flex h-full max-w-5xl flex-col gap-4 p-4"
    >
      <Skeleton className="h-10 w-1/2" />
      <Skeleton className="aspect-video w-full rounded-3xl" />
      <Skeleton className="h-12" />
    </main>
  )
}

export function NoSuchStream() {
  return (
    <main id="main" className="flex h-full bg-canvas">
      <Notice
        page
        icon={TvMinimal}
        title="This stream is not here"
        action={
          <Link to="/streams" className="font-medium text-accent underline">
            All streams
          </Link>
        }
      >
        It does not exist, or it was deleted.
      </Notice>
    </main>
  )
}

/** Tried again by itself, but for a block. */
export function StreamProblem({ fault }: { readonly fault: Fault | undefined }) {
  return (
    <main id="main" role="alert" className="flex h-full bg-canvas">
      <Notice
        page
        icon={CircleAlert}
        title={fault?.code === 'BLOCKED' ? 'You cannot watch this stream' : 'The stream could not be loaded'}
        action={
          <Link to="/streams" className="font-medium text-accent underline">
            All streams
          </Link>
        }
      >
        {fault?.message ?? 'It will be as soon as the server can be reached.'}
      </Notice>
    </main>
  )
}
