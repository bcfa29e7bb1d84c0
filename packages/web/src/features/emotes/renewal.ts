import type { Stream } from '@stoa/contract/streams'

const renewEvery = 30_000
/** The minute in which a stream ended is counted once it is over and nothing late can come (E3). */
const counted = 75_000

/** Milliseconds until the minutes of a stream are worth another look; null for never. */
export function renewsIn(
  { status, endedAt }: Pick<Stream, 'status' | 'endedAt'>,
  now: number,
): number | null {
  if (status === 'live') return renewEvery
  const left = (endedAt ?? 0) + counted - now
  return left > 0 ? Math.min(left, counted) : null
}
