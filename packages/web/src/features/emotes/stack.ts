import type { MinuteCounts } from '@stoa/client/streaming'

/** One emote's part of a chart. */
export interface Layer {
  readonly emote: string
  readonly total: number
  /** One for each minute. */
  readonly values: readonly number[]
}

const most = 9
export const others = 'Others'

/** The most sent emotes first, whatever comes after them as one. */
export function layersOf(minutes: readonly Pick<MinuteCounts, 'counts'>[]): readonly Layer[] {
  const totals = new Map<string, number>()
  for (const { counts } of minutes)
    for (const [emote, count] of Object.entries(counts)) totals.set(emote, (totals.get(emote) ?? 0) + count)
  const order = [...totals].toSorted(([, one], [, other]) => other - one).map(([emote]) => emote)
  const layer = (emote: string, of: readonly string[]): Layer => {
    const values = minutes.map(({ counts }) => of.reduce((sum, one) => sum + (counts[one] ?? 0), 0))
    return { emote, total: values.reduce((sum, one) => sum + one, 0), values }
  }
  const rest = order.slice(most)
  const shown = order.slice(0, most).map((emote) => layer(emote, [emote]))
  return rest.length === 0 ? shown : [...shown, layer(others, rest)]
}

/** Each layer on top of those before it: what is drawn, the highest first. */
export function stacked(layers: readonly Layer[]): readonly (readonly number[])[] {
  let below: readonly number[] = []
  return layers.map(({ values }) => {
    below = values.map((value, at) => value + (below[at] ?? 0))
    return below
  })
}

/** Every minute from the first to the last, those without emotes too: up to a day of them. */
export function everyMinute(minutes: readonly MinuteCounts[]): readonly MinuteCounts[] {
  const [first, last] = [minutes[0], minutes.at(-1)]
  if (first === undefined || last === undefined) return []
  const known = new Map(minutes.map((one) => [one.at, one]))
  const count = Math.min(24 * 60, Math.round((last.at - first.at) / 60_000) + 1)
  return Array.from({ length: count }, (_, index) => {
    const at = last.at - (count - 1 - index) * 60_000
    return known.get(at) ?? { at, counts: {} }
  })
}

/** What the server has counted, and in its newest minutes what came by tallies where that is more. */
export function reconciled(
  counted: readonly MinuteCounts[],
  heard: readonly MinuteCounts[],
  now: number,
): readonly MinuteCounts[] {
  const all = new Map(counted.map((one) => [one.at, one]))
  for (const { at, counts } of heard) {
    if (at < now - 3 * 60_000) continue
    const known = all.get(at)?.counts ?? {}
    const emotes = new Set([...Object.keys(known), ...Object.keys(counts)])
    const larger = [...emotes].map(
      (emote) => [emote, Math.max(known[emote] ?? 0, counts[emote] ?? 0)] as const,
    )
    all.set(at, { at, counts: Object.fromEntries(larger) })
  }
  return [...all.values()].toSorted((one, other) => one.at - other.at)
}
