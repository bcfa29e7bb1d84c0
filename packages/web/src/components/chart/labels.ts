const day = 24 * 3600

/**
 * Writes moments beside an axis as the reader's language does: as days, times of day or with seconds, by how far `apart` they are. All in
 * seconds, as the chart has them.
 */
export function timesIn(locale: string): (moments: readonly number[], apart: number) => string[] {
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric' })
  const minutes = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
  const seconds = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  return (moments, apart) => {
    const format = apart >= day ? days : apart >= 60 ? minutes : seconds
    return moments.map((moment) => format.format(moment * 1000))
  }
}

/** Pixels for labels beside an axis, of which there are none before it is drawn. */
export function roomFor(labels: readonly string[] | null): number {
  const longest = Math.max(0, ...(labels ?? []).map(({ length }) => length))
  return Math.max(64, 16 + 7 * longest)
}
