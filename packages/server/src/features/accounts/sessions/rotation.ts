/** Milliseconds a refresh token lives (A3). */
export const refreshLifetime = 7 * 24 * 3600 * 1000

/**
 * Milliseconds in which a token just used may be used again: the answer was lost, or two tabs renewed at once. What is
 * given then is a twin of the first answer: the first of the two to be used ends the other, so a thief is still found.
 */
const grace = 10_000

export type Use = 'rotate' | 'lapsed' | 'reused'

/** What a use of a refresh token means, given the newest generation of its family. */
export function judgeUse(
  token: {
    readonly generation: number
    readonly newest: number
    readonly usedAt: number | null
    readonly expiresAt: number
  },
  now: number,
): Use {
  if (token.expiresAt <= now) return 'lapsed'
  if (token.usedAt === null) return 'rotate'
  const successorUnused = token.generation + 1 === token.newest
  return successorUnused && now - token.usedAt <= grace ? 'rotate' : 'reused'
}
