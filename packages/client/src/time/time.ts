/** Where the client gets time and chance from; tests bring their own. */
export interface Time {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number
  /** Runs something once, later. The result calls it off. */
  readonly after: (milliseconds: number, run: () => void) => () => void
  /** 0 ≤ x < 1 */
  readonly random: () => number
}

export const systemTime: Time = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}
