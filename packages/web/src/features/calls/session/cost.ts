import { chargeOf, type LiveCall, minutesFor } from '@stoa/client/calling'

/** Milliseconds of held time left at which both are told (C6). */
export const warnAt = 30_000

/** What somebody in a call sees of time and money. */
export interface Meter {
  /** Seconds since media was connected; 0 before. */
  readonly seconds: number
  /** In cents. */
  readonly cost: number
  /** Milliseconds until the held time ends; undefined where more is held by itself. */
  readonly left: number | undefined
}

/** Seconds without a word of the server's after which it counts nothing, whatever it says next (C5). */
const silence = 15

/**
 * The call's meter at `now` of this device's clock. The server counts only what both sides confirm, so between two of its words this shows at
 * most what it will say.
 */
export function meterOf({ call, at, ahead }: LiveCall, now: number, connected: boolean): Meter {
  if (call?.connectedAt == null) return { seconds: 0, cost: 0, left: undefined }
  const over = call.endedAt !== null
  const since = over || !connected ? 0 : Math.min(silence, Math.max(0, Math.floor((now - at) / 1000)))
  const seconds = call.seconds + since
  const cost = call.settled ? call.cost : Math.max(call.cost, chargeOf(call.rate, seconds))
  const left =
    over || !call.last || call.paidUntil === null ? undefined : Math.max(0, call.paidUntil - (now + ahead))
  return { seconds, cost, left }
}

/** Whole minutes that the held time and what is `available` beside it still give; undefined before the call is connected. */
export function minutesLeft({ call, ahead }: LiveCall, available: number, now: number): number | undefined {
  if (call?.paidUntil == null) return undefined
  const held = Math.max(0, call.paidUntil - (now + ahead))
  return Math.floor(held / 60_000 + minutesFor(call.rate, available))
}

/** 1:05:09 or 5:09 */
export function clockText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
}
