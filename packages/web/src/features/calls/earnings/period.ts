export interface Period {
  readonly from: number
  readonly to: number
  /** Minutes to add to UTC for the reader's days. */
  readonly offset: number
}

/** The last `days` days of the reader's, today included. */
export function periodOf(now: Date, days: number): Period {
  const from = new Date(now)
  from.setHours(0, 0, 0, 0)
  from.setDate(from.getDate() - days + 1)
  const offset = -now.getTimezoneOffset()
  return { from: from.getTime(), to: now.getTime(), offset: offset === 0 ? 0 : offset }
}

/** Every day of a period, such as 2026-11-22, with what `known` has of it. */
export function everyDay<T extends { readonly day: string }>(
  { from, to, offset }: Period,
  known: readonly T[],
): readonly { readonly at: number; readonly found: T | undefined }[] {
  const byDay = new Map(known.map((one) => [one.day, one]))
  const length = 24 * 60 * 60_000
  const count = Math.floor((to - from) / length) + 1
  return Array.from({ length: count }, (_, index) => {
    // Its middle, so that an hour more or less at a change of clocks stays within the day.
    const at = from + index * length + length / 2
    const day = new Date(at + offset * 60_000).toISOString().slice(0, 10)
    return { at, found: byDay.get(day) }
  })
}
