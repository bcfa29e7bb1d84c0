import type { Clock } from '../clock/clock.ts'

/** A map whose values are gone once the clock has reached their `until`. */
export interface Lapsing<V extends { readonly until: number }> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
}

export function createLapsing<V extends { readonly until: number }>(clock: Clock): Lapsing<V> {
  const values = new Map<string, V>()
  let sweepAt = 1024

  return {
    get(key) {
      const value = values.get(key)
      return value !== undefined && value.until > clock() ? value : undefined
    },
    set(key, value) {
      // What nobody asks for again would stay for ever. Looking at all of it each time it has doubled costs no more
      // than adding it did.
      if (values.size >= sweepAt) {
        const now = clock()
        for (const [old, { until }] of values) {
          if (until <= now) values.delete(old)
        }
        sweepAt = Math.max(1024, values.size * 2)
      }
      values.set(key, value)
    },
    delete(key) {
      values.delete(key)
    },
  }
}
