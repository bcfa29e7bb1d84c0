import type { Time } from '../time/time.ts'

/** Lets things happen one after another, at least so many milliseconds apart. */
export interface Pacer {
  /** Runs it as soon as it is its turn, never before this returns. Returns how to call it off. */
  next(run: () => void): () => void
}

export function createPacer({ time, apart }: { readonly time: Time; readonly apart: number }): Pacer {
  let free = Number.NEGATIVE_INFINITY
  const line: (() => void)[] = []
  let waiting = false

  function take(): void {
    waiting = false
    const run = line.shift()
    if (run === undefined) return
    free = time.now() + apart
    arm()
    run()
  }

  function arm(): void {
    if (waiting || line.length === 0) return
    waiting = true
    const wait = free - time.now()
    if (wait > 0) time.after(wait, take)
    else queueMicrotask(take)
  }

  return {
    next(run) {
      line.push(run)
      arm()
      return () => {
        const place = line.indexOf(run)
        if (place >= 0) line.splice(place, 1)
      }
    },
  }
}
