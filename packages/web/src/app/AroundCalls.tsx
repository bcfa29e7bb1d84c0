import { lazy, type ReactNode, Suspense } from 'react'

const CallsProvider = lazy(() => import('../features/calls/CallsProvider.tsx'))

/** Calls reach people on every page. Guests of an interview have none. */
export function AroundCalls({ guest, children }: { readonly guest: boolean; readonly children: ReactNode }) {
  if (guest) return <div className="min-h-0 flex-1">{children}</div>
  return (
    <Suspense fallback={<div className="min-h-0 flex-1" />}>
      <CallsProvider>{children}</CallsProvider>
    </Suspense>
  )
}
