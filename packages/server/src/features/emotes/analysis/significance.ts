/** When an emote counts as significant in a window (E4). */
export interface Significance {
  /** Its share of the window's emotes must be above this. */
  readonly threshold: number
  /** So many of it, from so many people, at least. */
  readonly leastCount: number
  readonly leastPeople: number
  /** Must it be unusual against the stream's own recent windows? Off gives the plain ratio rule. */
  readonly againstBaseline: boolean
}

export const usualSignificance: Significance = {
  threshold: 0.3,
  leastCount: 10,
  leastPeople: 3,
  againstBaseline: true,
}

export interface Share {
  readonly count: number
  /** Of all emotes in the window. */
  readonly total: number
  readonly people: number
}

/** What an emote's share was in the stream's closed windows before this one. */
export interface Expected {
  readonly mean: number
  readonly windows: number
  /** How much more shares vary from window to window than if each emote were drawn by itself: above 1 where viewers send bursts. */
  readonly dispersion: number
}

/** Standard errors above its usual share that are no chance any more. */
const unusual = 3
/** Windows before a stream has a usual at all. */
const leastWindows = 3

export function isSignificant(share: Share, expected: Expected, rule: Significance): boolean {
  const { count, total, people } = share
  if (count < rule.leastCount || people < rule.leastPeople) return false
  if (count <= rule.threshold * total) return false
  if (!rule.againstBaseline || expected.windows < leastWindows) return true
  const { mean, dispersion, windows } = expected
  // The share of `total` draws that each are this emote with its usual probability (a binomial's standard error), widened by how
  // clumped this stream's draws are and by how well its usual is known. At least one draw's worth, so that an emote never seen
  // before is not unusual by itself.
  const variance = (Math.max(mean * (1 - mean), 1 / total) / total) * dispersion * (1 + 1 / windows)
  const error = Math.sqrt(variance)
  return count / total > mean + unusual * error
}
