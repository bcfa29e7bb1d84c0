import { daysIn } from '@stoa/contract/http'

export interface Period {
  readonly from: number
  readonly to: number
  /** Where the reader is. */
  readonly zone: string
}

/** The last `days` days of the reader's, today included. */
export function periodOf(now: Date, days: number): Period {
  const from = new Date(now)
  from.setHours(0, 0, 0, 0)
  from.setDate(from.getDate() - days + 1)
  const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions()
  return { from: from.getTime(), to: now.getTime(), zone }
}

/** Every day of a period, such as 2026-11-22, with what `known` has of it. */
export function everyDay<T extends { readonly day: string }>(
  { from, to, zone }: Period,
  known: readonly T[],
): readonly { readonly at: number; readonly found: T | undefined }[] {
  const dayOf = daysIn(zone)
  const byDay = new Map(known.map((one) => [one.day, one]))
  const last = dayOf(to)
  const length = 24 * 60 * 60_000
  const days = []
  // Its middle, so that an hour more or less at a change of clocks stays within the day.
  for (let at = from + length / 2; ; at += length) {
    const day = dayOf(at)
    if (day > last) return days
    days.push({ at, found: byDay.get(day) })
  }
}
