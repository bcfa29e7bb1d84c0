import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Complaint } from './Complaint.tsx'
import { Skeleton } from './Skeleton.tsx'
import type { Query } from './useQuery.ts'

export interface LoadedProps<T> {
  readonly query: Query<T>
  readonly again: () => void
  readonly children: (value: T) => ReactNode
}

/** What was asked for, once it is there; until then that it loads, or why it did not and the way to try again. */
export function Loaded<T>({ query, again, children }: LoadedProps<T>) {
  if (query.status === 'ready') return children(query.value)
  if (query.status === 'loading') {
    return (
      <div aria-busy="true" className="flex flex-col gap-3">
        <span className="sr-only">Loading…</span>
        <Skeleton className="h-6 w-2/5" />
        <Skeleton className="h-16" />
      </div>
    )
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <Complaint>{query.fault.message}</Complaint>
      <Button look="outline" onClick={again}>
        Try again
      </Button>
    </div>
  )
}
