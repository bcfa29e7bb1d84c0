import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../platform/database/database.ts'

/** Does something at once and again and again, never twice at a time; what fails is logged when it begins to. Returns how to end it. */
export function every(
  { pause, log, says }: { readonly pause: number; readonly log: Log; readonly says: string },
  work: () => Promise<void>,
): () => Promise<void> {
  const stopping = new AbortController()
  let failing = false
  const working = (async () => {
    while (!stopping.signal.aborted) {
      await work().then(
        () => {
          failing = false
        },
        (error: unknown) => {
          if (!failing) log.warn({ err: error }, says)
          failing = true
        },
      )
      await delay(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
    }
  })()
  return async () => {
    stopping.abort()
    await working
  }
}
