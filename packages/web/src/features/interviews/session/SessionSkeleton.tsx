import type { Fault } from '@stoa/contract/http'
import { Complaint } from '../../../components/Complaint.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { problemOf } from './faults.ts'

/** While an interview opens; with what stands in the way, where something does. */
export function SessionSkeleton({ fault }: { readonly fault?: Fault | undefined }) {
  return (
    <main id="main" aria-busy="true" className="flex h-full flex-col gap-4 p-4">
      <span className="sr-only">Opening the interview…</span>
      <Complaint>{fault && problemOf(fault)}</Complaint>
      <Skeleton className="h-9 w-2/5" />
      <Skeleton className="h-8 w-3/5" />
      {['w-1/3', 'w-1/2', 'w-2/5', 'w-3/5', 'w-1/4'].map((width) => (
        <Skeleton key={width} className={`ml-10 h-4 ${width}`} />
      ))}
    </main>
  )
}
