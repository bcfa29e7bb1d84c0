import type { OpenDocument } from '@stoa/client/interviews'
import { useCallback, useSyncExternalStore } from 'react'

/** The text of a code document as it is now; undefined until there is one. */
export function useText(document: OpenDocument | undefined): string | undefined {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (document === undefined) return () => {}
      document.text.observe(listener)
      const stop = document.status.subscribe(listener)
      return () => {
        document.text.unobserve(listener)
        stop()
      }
    },
    [document],
  )
  return useSyncExternalStore(subscribe, () =>
    document?.status.get().status === 'ready' ? document.text.toString() : undefined,
  )
}
