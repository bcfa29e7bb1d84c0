/** How often each emote was sent in one minute. */
export interface MinuteCounts {
  /** When it began. */
  readonly at: number
  readonly counts: Readonly<Record<string, number>>
}

const minute = 60_000

/** The minutes with a tally more, ascending. */
export function withTally(
  minutes: readonly MinuteCounts[],
  tally: { readonly at: number; readonly counts: Readonly<Record<string, number>> },
): readonly MinuteCounts[] {
  const at = Math.floor(tally.at / minute) * minute
  const before = minutes.findLastIndex((one) => one.at <= at)
  const held = minutes[before]
  if (held?.at === at) return minutes.with(before, { at, counts: sum(held.counts, tally.counts) })
  return [...minutes.slice(0, before + 1), { at, counts: tally.counts }, ...minutes.slice(before + 1)]
}

function sum(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const all: Record<string, number> = { ...one }
  for (const [emote, count] of Object.entries(other)) all[emote] = (all[emote] ?? 0) + count
  return all
}
