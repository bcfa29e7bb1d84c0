import type { Expected } from './significance.ts'

/** How much the newest closed window weighs in what is usual: half of it is from the last seven. */
const weight = 0.1

/** Dispersion before any is measured: singles with a fifth of bursts of 3 to 10 give about 5 (E8). */
const assumed = 4
/** An emote expected less often than this says nothing about how shares spread, and one moment must not say everything. */
const leastExpected = 2
const mostSquare = 25

/** What a baseline has learnt: enough to go on from. */
export interface Usual {
  readonly windows: number
  readonly dispersion: number
  readonly means: Readonly<Record<string, number>>
}

/** The usual share of each emote in a stream: an exponentially weighted mean over its closed windows. */
export interface Baseline {
  expected(emote: string): Expected
  /** A window closed with these counts. */
  learn(counts: ReadonlyMap<string, number>, total: number): void
  readonly usual: Usual
}

export function createBaseline(learnt: Usual = { windows: 0, dispersion: assumed, means: {} }): Baseline {
  const means = new Map(Object.entries(learnt.means))
  let { windows, dispersion } = learnt
  /** Mean square of how many binomial standard errors each emote's share lies off its usual one: Pearson's chi-square, per emote. */
  function spreadOf(counts: ReadonlyMap<string, number>, total: number): number {
    const squares: number[] = []
    for (const [emote, mean] of means) {
      if (mean * total < leastExpected || mean === 1) continue
      const off = (counts.get(emote) ?? 0) / total - mean
      squares.push(Math.min(mostSquare, (off * off * total) / (mean * (1 - mean))))
    }
    if (squares.length === 0) return dispersion
    // In one order, whatever order emotes came in, so that a sum of them is the same to the last digit.
    squares.sort((one, other) => one - other)
    return Math.max(1, squares.reduce((sum, one) => sum + one, 0) / squares.length)
  }

  return {
    expected: (emote) => ({ mean: means.get(emote) ?? 0, windows, dispersion }),
    learn(counts, total) {
      if (total === 0) return
      windows += 1
      // The first windows count alike, or the very first would be most of the mean for long.
      const share = Math.max(weight, 1 / windows)
      if (windows > 1) dispersion += weight * (spreadOf(counts, total) - dispersion)
      for (const emote of counts.keys()) if (!means.has(emote)) means.set(emote, 0)
      for (const [emote, before] of means)
        means.set(emote, before + share * ((counts.get(emote) ?? 0) / total - before))
    },
    get usual() {
      return { windows, dispersion, means: Object.fromEntries(means) }
    },
  }
}
