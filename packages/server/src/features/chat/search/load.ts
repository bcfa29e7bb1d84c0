import type { Clock } from '../../../platform/clock/clock.ts'

/** How many entries a second are being appended, as of the last second or so. */
export interface Load {
  add(entries: number): void
  perSecond(): number
}

const window = 1_000

/** A sum that halves in 0.7 s: of a steady stream it is what comes in a second. */
export function createLoad(clock: Clock): Load {
  let sum = 0
  let at = clock()
  const now = () => {
    const before = at
    at = clock()
    sum *= Math.exp((before - at) / window)
    return sum
  }
  return {
    add(entries) {
      sum = now() + entries
    },
    perSecond: now,
  }
}
