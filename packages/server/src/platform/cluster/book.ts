import type { Clock } from '../clock/clock.ts'

/** Leases kept in this process's memory, by this process's clock. */
export interface LeaseBook {
  hold(key: string, holder: string, milliseconds: number): boolean
  release(key: string, holder: string): void
  holders(key: string): string[]
}

export function createLeaseBook(clock: Clock): LeaseBook {
  const keys = new Map<string, Map<string, number>>()
  let held = 0
  let sweepAt = 1024

  function trim(key: string, now: number): Map<string, number> | undefined {
    const holders = keys.get(key)
    if (holders === undefined) return undefined
    for (const [holder, until] of holders) {
      if (until <= now) drop(key, holders, holder)
    }
    return keys.get(key)
  }

  function drop(key: string, holders: Map<string, number>, holder: string): void {
    if (holders.delete(holder)) held--
    if (holders.size === 0) keys.delete(key)
  }

  // Leases nobody asks about again would stay for ever. Looking at all of them each time their number has doubled costs
  // no more than adding them did.
  function sweep(now: number): void {
    if (held < sweepAt) return
    for (const key of [...keys.keys()]) trim(key, now)
    sweepAt = Math.max(1024, held * 2)
  }

  return {
    hold(key, holder, milliseconds) {
      const now = clock()
      sweep(now)
      // Whether others under this key have lapsed matters to nobody here: looking at them would make renewing n of them n² steps.
      const holders = keys.get(key) ?? new Map<string, number>()
      if ((holders.get(holder) ?? Number.POSITIVE_INFINITY) <= now) drop(key, holders, holder)
      keys.set(key, holders)
      const fresh = !holders.has(holder)
      if (fresh) held++
      holders.set(holder, now + milliseconds)
      return fresh
    },
    release(key, holder) {
      const holders = keys.get(key)
      if (holders !== undefined) drop(key, holders, holder)
    },
    holders: (key) => [...(trim(key, clock())?.keys() ?? [])],
  }
}
