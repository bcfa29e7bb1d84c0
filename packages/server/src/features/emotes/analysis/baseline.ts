import type { Expected } from './significance.ts'

/** How much the newest closed window weighs in what is usual: half of it is from the last seven. */
const weight = 0.1

/** What a baseline has learnt: enough to go on from. */
export interface Usual {
  readonly windows: number
  readonly means: Readonly<Record<string, number>>
}

/** The usual share of each emote in a stream: an exponentially weighted mean over its closed windows. */
export interface Baseline {
  expected(emote: string): Expected
  /** A window closed with these counts. */
  learn(counts: ReadonlyMap<string, number>, total: number): void
  readonly usual: Usual
}

export function createBaseline(learnt: Usual = { windows: 0, means: {} }): Baseline {
  const means = new Map(Object.entries(learnt.means))
  let { windows } = learnt
  return {
    expected: (emote) => ({ mean: means.get(emote) ?? 0, windows }),
    learn(counts, total) {
      if (total === 0) return
      windows += 1
      // The first windows count alike, or the very first would be most of the mean for long.
      const share = Math.max(weight, 1 / windows)
      for (const emote of new Set([...means.keys(), ...counts.keys()])) {
        const now = (counts.get(emote) ?? 0) / total
        const before = means.get(emote) ?? 0
        means.set(emote, before + share * (now - before))
      }
    },
    get usual() {
      return { windows, means: Object.fromEntries(means) }
    },
  }
}
