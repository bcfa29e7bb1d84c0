import type { Time } from './time.ts'

export interface BackoffOptions {
  /** Milliseconds before the first retry. */
  readonly first: number
  /** The longest wait, in milliseconds. */
  readonly longest: number
}

/**
 * Milliseconds to wait before retry number `attempt` (0 for the first): doubling up to the longest, then anywhere in the
 * upper three quarters of that, so that a thousand clients cut off together do not come back together.
 */
export function backoff(attempt: number, options: BackoffOptions, random: Time['random']): number {
  const ceiling = Math.min(options.longest, options.first * 2 ** Math.min(attempt, 30))
  return Math.round(ceiling * (0.25 + 0.75 * random()))
}
