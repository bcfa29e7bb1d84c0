import { Fault } from '@stoa/contract/http'

/** Work of one connection that goes on at the same time, so that one that asks for much waits for itself and not the others. */
export interface Turns {
  /** Runs `work` when it is its turn. TOO_MANY where too much is waiting already. */
  take<T>(work: () => Promise<T>): Promise<T>
}

/** At most `most` at once and `patient` waiting, in order. */
export function createTurns({ most, patient }: { readonly most: number; readonly patient: number }): Turns {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    async take(work) {
      if (running >= most) {
        if (waiting.length >= patient)
          throw new Fault('TOO_MANY', 'Too much is being read on this connection.', {
            details: { retryAfter: 1000 },
          })
        await new Promise<void>((begin) => waiting.push(begin))
      } else running += 1
      try {
        return await work()
      } finally {
        // The place goes straight to the next, so that nobody can slip in between.
        const next = waiting.shift()
        if (next === undefined) running -= 1
        else next()
      }
    },
  }
}
