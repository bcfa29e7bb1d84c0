import type { CallEnd, CallState } from '@stoa/contract/calls'
import type { Instant } from '@stoa/contract/http'
import { type Call, isRinging } from './call.ts'
import { confirmedUntil, expectedMs, type Heard, lastHeard, paidUntil } from './metering.ts'

/** Milliseconds of the bracketed defaults of the rules. */
export interface Timing {
  /** Rings for so long [30 s] (C3). */
  readonly ring: number
  /** Not heard from for so long, a side is gone [15 s] (C5). */
  readonly silence: number
}

/** Milliseconds of held time left when the next minute is held, and both are told where it cannot be (C6). */
const warning = 30_000
/** Milliseconds from accepting to both sides being connected. */
export const connecting = 60_000
/** Milliseconds that may be lost in all while both sides are still heard from, less what paid time gives back. */
export const lost = 60_000
/** Nothing is due later than this from now: what is, was set before the clock was set back. */
export const horizon = 90_000
/** Milliseconds by which nodes' clocks may differ. */
const skew = 5_000

/** What is to be done about a call now. */
export type Verdict =
  | { readonly do: 'nothing' }
  /** It holds times that lie after now: the clock was set back. */
  | { readonly do: 'set-back' }
  | { readonly do: 'ring' }
  | { readonly do: 'hold' }
  | { readonly do: 'finish'; readonly state: CallState; readonly end: CallEnd | null; readonly at: Instant }

/**
 * What a call needs at a moment, in the order of the rules. `attentiveSince`: since when somebody has looked without a break; a silence is
 * counted from then at the earliest, and no time expected before, so that nobody is cut off because the server slept or its clock was set
 * forward.
 */
export function judge(
  call: Call,
  {
    now,
    timing,
    attentiveSince,
    connected,
  }: { now: Instant; timing: Timing; attentiveSince: Instant; connected: boolean },
): Verdict {
  if (call.endedAt !== null) return { do: 'nothing' }
  if (liesAhead(call, now)) return { do: 'set-back' }
  if (isRinging(call)) {
    if (now >= call.deadlineAt) return { do: 'finish', state: 'missed', end: null, at: now }
    return call.state === 'initiated' && connected ? { do: 'ring' } : { do: 'nothing' }
  }
  const confirmed = confirmedUntil(call)
  if (confirmed === null)
    return now >= call.deadlineAt ? { do: 'finish', state: 'failed', end: null, at: now } : { do: 'nothing' }
  const since = (instant: Instant) => now - Math.max(instant, attentiveSince)
  const gone = [call.caller, call.creator].some(
    (heard) => heard === null || since(heard.heardAt) > timing.silence,
  )
  if (gone || call.lostMs + since(lastHeard(call)) > lost)
    return { do: 'finish', state: 'ended', end: 'silence', at: confirmed }
  const expected = expectedMs(call, now, attentiveSince)
  if (expected >= call.heldMs)
    return { do: 'finish', state: 'ended', end: 'balance', at: Math.min(now, paidUntil(call) ?? now) }
  const due = expected >= call.heldMs - warning && (!call.last || now >= (call.retryAt ?? 0))
  return due ? { do: 'hold' } : { do: 'nothing' }
}

/** When the call must be looked at next, if nothing is heard before. */
export function dueAt(call: Call, timing: Timing): Instant {
  // Whether somebody has come online is asked each time.
  if (call.state === 'initiated') return call.createdAt
  const until = paidUntil(call)
  if (call.state === 'ringing' || until === null) return call.deadlineAt
  const silent = [call.caller, call.creator].map((heard) => (heard?.heardAt ?? 0) + timing.silence)
  const lostAt = lastHeard(call) + lost - call.lostMs
  return Math.min(...silent, lostAt, until, call.last ? (call.retryAt ?? until) : until - warning)
}

function liesAhead(call: Call, now: Instant): boolean {
  const ahead = (heard: Heard | null) => heard !== null && heard.heardAt > now + skew
  const deadline = call.connectedAt === null && call.deadlineAt > now + horizon
  return deadline || ahead(call.caller) || ahead(call.creator)
}
