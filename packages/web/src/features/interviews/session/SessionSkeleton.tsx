import { Skeleton } from '../../../components/Skeleton.tsx'

export function SessionSkeleton() {
  return (
    <main id="main" aria-busy="true" className="flex h-full flex-col gap-4 p-4">
      <span className="sr-only">Opening the interview…</span>
      <Skeleton className="h-9 w-2/5" />
      <Skeleton className="h-8 w-3/5" />
      {['w-1/3', 'w-1/2', 'w-2/5', 'w-3/5', 'w-1/4'].map((width) => (
        <Skeleton key={width} className={`ml-10 h-4 ${width}`} />
      ))}
    </main>
  )
}
