import { setImmediate as breathe } from 'node:timers/promises'

/** All that there are now, so many at a time, and whatever else the process has to do in between: all at once would keep everybody waiting. */
export async function* gently<T>(all: Iterable<T>, atOnce = 100): AsyncGenerator<T> {
  let done = 0
  for (const one of [...all]) {
    yield one
    done += 1
    if (done % atOnce === 0) await breathe()
  }
}
