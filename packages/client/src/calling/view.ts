import { type CallState, type CallView, callChanged, callHeld } from '@stoa/contract/calls'
import type { Entry } from '@stoa/contract/rooms'

const over: ReadonlySet<CallState> = new Set(['ended', 'declined', 'missed', 'cancelled', 'failed'])
const order: readonly CallState[] = ['initiated', 'ringing', 'ongoing']

/** Is it over for good (C1)? */
export function isOver({ state }: Pick<CallView, 'state'>): boolean {
  return over.has(state)
}

/** Is it over with nothing left to change: settled, or never paid for? */
export function isFinal(call: CallView): boolean {
  return isOver(call) && (call.settled || call.connectedAt === null)
}

/** The call after an entry of its room. One that the view accounts for already changes nothing. */
export function withEntry(call: CallView, { type, at, body }: Entry): CallView {
  if (type === callHeld.name) {
    const held = callHeld.stored.safeParse(body)
    if (!held.success || held.data.paidUntil < (call.paidUntil ?? 0)) return call
    return { ...call, ...held.data }
  }
  if (type !== callChanged.name) return call
  const change = callChanged.stored.safeParse(body)
  if (!change.success || !follows(change.data.state, call.state)) return call
  const { state, seconds, end, connectedAt } = change.data
  return {
    ...call,
    state,
    end,
    connectedAt: connectedAt ?? call.connectedAt,
    seconds: Math.max(seconds, call.seconds),
    acceptedAt: call.acceptedAt ?? (state === 'ongoing' ? at : null),
    endedAt: call.endedAt ?? (over.has(state) ? at : null),
  }
}

function follows(next: CallState, now: CallState): boolean {
  if (over.has(now)) return false
  return over.has(next) || order.indexOf(next) >= order.indexOf(now)
}

/** What `seconds` cost at `rate` cents a minute: rounded half up, once (W1). */
export function chargeOf(rate: number, seconds: number): number {
  return Math.floor((rate * seconds * 2 + 60) / 120)
}

/** How many minutes a balance gives: only whole ones are held (C6). */
export function minutesFor(rate: number, available: number): number {
  return Math.max(0, Math.floor(available / rate))
}
