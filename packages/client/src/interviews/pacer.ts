import type { Time } from '../time/time.ts'

/** Lets things happen one after another, at least so many milliseconds apart. */
export interface Pacer {
  /** Runs it now, or as soon as it is its turn. Returns how to call it off. */
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
    time.after(Math.max(0, free - time.now()), take)
  }

  return {
    next(run) {
      if (line.length === 0 && !waiting && time.now() >= free) {
        free = time.now() + apart
        run()
        return () => {}
      }
      line.push(run)
      arm()
      return () => {
        const place = line.indexOf(run)
        if (place >= 0) line.splice(place, 1)
      }
    },
  }
}
