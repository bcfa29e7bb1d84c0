import type { Instant } from '@stoa/contract/http'

/** The two of a call. */
export type Side = 'caller' | 'creator'

/** One side's heartbeats. While its line is good, `heardAt` is `until`. */
export interface Heard {
  readonly heardAt: Instant
  /** The latest stretch of time this side confirms without a gap; null before media was first connected. */
  readonly from: Instant | null
  readonly until: Instant | null
}

/** What a call is paid by. */
export interface Meter {
  readonly caller: Heard | null
  readonly creator: Heard | null
  readonly connectedAt: Instant | null
  /** Milliseconds confirmed by both: never more than {@link Meter.heldMs}. */
  readonly paidMs: number
  /** Milliseconds that passed unpaid for since media was connected, less a quarter of what was paid for; never below 0. */
  readonly lostMs: number
  /** Milliseconds that coins are held for. */
  readonly heldMs: number
}

/** A stretch without a gap. */
interface Run {
  readonly from: Instant
  readonly until: Instant
}

/**
 * The meter after a heartbeat of one side (C5). What it confirms is the time since its previous one, where that was no longer than
 * `silence` ago and the line was good at both; it is paid for as far as the other side confirms the same time.
 *
 * A heartbeat from before the previous one shows that the clock was set back: both sides' stretches begin anew then, so that no
 * moment is counted twice.
 */
export function beat(
  meter: Meter,
  { side, connected, now }: { readonly side: Side; readonly connected: boolean; readonly now: Instant },
  silence: number,
): Meter {
  const heardAt = meter[side]?.heardAt ?? now
  const steady = now < heardAt ? setBack(meter, now) : meter
  const before = steady[side]
  const other = runOf(steady[side === 'caller' ? 'creator' : 'caller'])
  const run = goodRun(before)
  const goesOn = connected && run !== null && now - run.until <= silence
  const heard: Heard = connected
    ? { heardAt: now, from: goesOn ? run.from : now, until: now }
    : { from: null, until: null, ...before, heardAt: now }
  const confirmed = goesOn ? overlap({ from: run.until, until: now }, other) : 0
  const paidMs = Math.min(steady.heldMs, steady.paidMs + confirmed)
  const lostMs = lostAfter(steady, { now, paid: paidMs - steady.paidMs }, silence)
  const after = { ...steady, [side]: heard, paidMs, lostMs }
  const both = connected && other !== null && flows(after) && now - other.until <= silence
  return after.connectedAt === null && both ? { ...after, connectedAt: now } : after
}

/**
 * What is lost after a heartbeat of either side. Paid time gives back a quarter of itself, so that a call may go on for as long as its
 * line is only sometimes bad, and no reports keep one going for nothing: while this is below a limit, what was unpaid is below the limit
 * and a quarter of what was paid. Where neither was heard for longer than a silence the server was away.
 */
function lostAfter(meter: Meter, { now, paid }: { now: Instant; paid: number }, silence: number): number {
  const passed = now - lastHeard(meter)
  const counted = meter.connectedAt === null || passed < 0 || passed > silence ? 0 : passed
  return Math.max(0, meter.lostMs + counted - paid - Math.floor(paid / 4))
}

/** When either side was last heard from. */
export function lastHeard({ caller, creator }: Meter): Instant {
  return Math.max(caller?.heardAt ?? 0, creator?.heardAt ?? 0)
}

/** The meter with nothing in it that lies after `now`: for when the clock was set back. Stretches begin anew. */
export function setBack(meter: Meter, now: Instant): Meter {
  const connectedAt = meter.connectedAt === null ? null : Math.min(meter.connectedAt, now)
  return {
    ...meter,
    connectedAt,
    caller: begunAnew(meter.caller, now),
    creator: begunAnew(meter.creator, now),
  }
}

function begunAnew(heard: Heard | null, now: Instant): Heard | null {
  if (heard === null) return null
  const heardAt = Math.min(heard.heardAt, now)
  const ended = heard.until === null ? null : heardAt - 1
  return { heardAt, from: ended, until: ended }
}

/** Is media connected on both sides, as far as was last heard? */
function flows({ caller, creator }: Meter): boolean {
  return goodRun(caller) !== null && goodRun(creator) !== null
}

/** Until when both sides confirm; null before they were connected. */
export function confirmedUntil({ caller, creator, connectedAt }: Meter): Instant | null {
  if (connectedAt === null) return null
  return Math.max(connectedAt, Math.min(caller?.until ?? connectedAt, creator?.until ?? connectedAt))
}

/** From when the next confirmed time counts: what both confirm, or since when the line is good again. */
function countedFrom(meter: Meter): Instant | null {
  const until = confirmedUntil(meter)
  if (until === null || !flows(meter)) return until
  return Math.max(until, meter.caller?.from ?? until, meter.creator?.from ?? until)
}

/** Milliseconds paid for if what was heard last is still so. Nothing is expected of the time before `since`. */
export function expectedMs(meter: Meter, now: Instant, since: Instant = 0): number {
  const from = countedFrom(meter)
  return from === null || !flows(meter)
    ? meter.paidMs
    : meter.paidMs + Math.max(0, now - Math.max(from, since))
}

/** When the held time is over if the line stays good; null before it was connected. */
export function paidUntil(meter: Meter): Instant | null {
  const from = countedFrom(meter)
  return from === null ? null : from + meter.heldMs - meter.paidMs
}

function runOf(heard: Heard | null): Run | null {
  if (heard === null || heard.from === null || heard.until === null) return null
  return { from: heard.from, until: heard.until }
}

function goodRun(heard: Heard | null): Run | null {
  return heard?.until === heard?.heardAt ? runOf(heard) : null
}

function overlap(one: Run, other: Run | null): number {
  if (other === null) return 0
  return Math.max(0, Math.min(one.until, other.until) - Math.max(one.from, other.from))
}
