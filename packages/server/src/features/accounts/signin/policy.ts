/** How often codes may be asked for and tried (A1, A2). */
export interface SignInLimits {
  readonly codeMilliseconds: number
  readonly triesPerCode: number
  readonly codesPerMinute: number
  readonly codesPerHour: number
  /** So many failures within `failureWindow` lock the address for `lockMilliseconds`. */
  readonly failures: number
  readonly failureWindow: number
  readonly lockMilliseconds: number
}

const minute = 60_000
const hour = 60 * minute

/** `scale` multiplies how many codes one may ask for; what protects against guessing stays as it is. */
export function signInLimits(settings: {
  readonly codeMinutes: number
  readonly codeTries: number
  readonly scale: number
}): SignInLimits {
  return {
    codeMilliseconds: settings.codeMinutes * minute,
    triesPerCode: settings.codeTries,
    codesPerMinute: Math.max(1, Math.floor(settings.scale)),
    codesPerHour: Math.max(1, Math.floor(5 * settings.scale)),
    failures: 5,
    failureWindow: 15 * minute,
    lockMilliseconds: 30 * minute,
  }
}

/** What is known of one address's attempts to sign in. Times are instants. */
export interface SignIn {
  readonly code: { readonly hash: Uint8Array; readonly expiresAt: number; readonly tries: number } | null
  readonly requested: readonly number[]
  readonly failed: readonly number[]
  readonly lockedUntil: number | null
}

export const noSignIn: SignIn = { code: null, requested: [], failed: [], lockedUntil: null }

export type Requested =
  | { readonly outcome: 'granted'; readonly signIn: SignIn }
  | { readonly outcome: 'locked' | 'too-many'; readonly retryAfter: number }

/** Decides whether an address may have a new code, which then replaces the one before. */
export function requestCode(
  signIn: SignIn,
  code: { readonly hash: Uint8Array; readonly now: number },
  limits: SignInLimits,
): Requested {
  const { hash, now } = code
  const locked = lockedFor(signIn, now)
  const requested = since(signIn.requested, now - hour)
  // The longest of all, also where it is locked: whoever has waited that long is let through.
  const retryAfter = Math.max(
    locked,
    waitFor(requested, { now, max: limits.codesPerMinute, window: minute }),
    waitFor(requested, { now, max: limits.codesPerHour, window: hour }),
  )
  if (locked > 0) return { outcome: 'locked', retryAfter }
  if (retryAfter > 0) return { outcome: 'too-many', retryAfter }
  return {
    outcome: 'granted',
    signIn: {
      code: { hash, expiresAt: now + limits.codeMilliseconds, tries: 0 },
      requested: [...requested, now],
      failed: since(signIn.failed, now - limits.failureWindow),
      lockedUntil: null,
    },
  }
}

export type Tried =
  | { readonly outcome: 'right'; readonly signIn: SignIn }
  | {
      readonly outcome: 'wrong'
      readonly signIn: SignIn
      /** Failures left before the address is locked; 0 where this one locked it. */
      readonly triesLeft: number
    }
  | { readonly outcome: 'locked'; readonly retryAfter: number }

/** Decides about one try. A right code is used up; a wrong one counts whether or not there was a code to guess. */
export function tryCode(
  signIn: SignIn,
  attempt: { readonly matches: (hash: Uint8Array) => boolean; readonly now: number },
  limits: SignInLimits,
): Tried {
  const { now } = attempt
  const locked = lockedFor(signIn, now)
  if (locked > 0) return { outcome: 'locked', retryAfter: locked }
  const { code } = signIn
  if (code !== null && code.expiresAt > now && attempt.matches(code.hash)) {
    return { outcome: 'right', signIn: { ...signIn, code: null, failed: [], lockedUntil: null } }
  }
  const failed = [...since(signIn.failed, now - limits.failureWindow), now]
  const triesLeft = Math.max(0, limits.failures - failed.length)
  if (triesLeft === 0) {
    const lockedUntil = now + limits.lockMilliseconds
    return { outcome: 'wrong', triesLeft, signIn: { ...signIn, code: null, failed: [], lockedUntil } }
  }
  return { outcome: 'wrong', triesLeft, signIn: { ...signIn, code: tried(code, limits), failed } }
}

function tried(code: SignIn['code'], limits: SignInLimits): SignIn['code'] {
  if (code === null || code.tries + 1 >= limits.triesPerCode) return null
  return { ...code, tries: code.tries + 1 }
}

function lockedFor(signIn: SignIn, now: number): number {
  return Math.max(0, (signIn.lockedUntil ?? 0) - now)
}

function since(times: readonly number[], start: number): number[] {
  return times.filter((time) => time > start)
}

/** Milliseconds until one more fits into the window; 0 for now. */
function waitFor(
  times: readonly number[],
  limit: { readonly now: number; readonly max: number; readonly window: number },
): number {
  const recent = since(times, limit.now - limit.window)
  const blocking = recent[recent.length - limit.max]
  return blocking === undefined ? 0 : blocking + limit.window - limit.now
}
