/** How one figure came out over several rounds. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other)
  return { median: percentile(sorted, 0.5), min: percentile(sorted, 0), max: percentile(sorted, 1) }
}

/** The value below which `share` (0–1) of them lie, by nearest rank. NaN for none. */
export function percentile(sorted: readonly number[], share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))
  return sorted[at] ?? Number.NaN
}

/**
 * The `e` of `cost = c · workᵉ` that fits best (least squares on logarithms): 1 is linear, 0 does not grow.
 * NaN for fewer than two different amounts of work.
 */
export function exponentOf(points: readonly { readonly work: number; readonly cost: number }[]): number {
  const logs = points.map(({ work, cost }) => ({ x: Math.log(work), y: Math.log(cost) }))
  const mean = (of: (point: { x: number; y: number }) => number) =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length
  const x = mean((point) => point.x)
  const y = mean((point) => point.y)
  const slope = mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2)
  return slope
}

/** Three significant figures, with thousands marked: 1234.5 → `1,230`, 0.01234 → `0.0123`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value)
}

/** `12 (9–15)`: median (least–most), with a unit where there is one. */
export function told({ median, min, max }: Spread, unit = ''): string {
  const one = `${figure(median)}${unit === '' ? '' : ` ${unit}`}`
  return min === max ? one : `${one} (${figure(min)}–${figure(max)})`
}
