import type { Fault } from '@stoa/contract/http'

/** Over the messages: that some could not be loaded, and how to ask again. */
export function LoadProblem({ fault, onRetry }: { readonly fault: Fault; readonly onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="absolute inset-x-4 top-3 z-10 mx-auto flex w-fit max-w-full animate-rise items-center gap-3 rounded-2xl bg-warn-soft px-4 py-2 text-sm text-warn shadow-pop"
    >
      <span>Messages could not be loaded. {fault.message}</span>
      <button type="button" onClick={onRetry} className="shrink-0 rounded font-medium underline">
        Try again
      </button>
    </div>
  )
}
