import type { CallEnd, CallMedia, CallState } from '@stoa/contract/calls'
import { Fault, type Instant, type RoomId, type UserId } from '@stoa/contract/http'
import type { Meter, Side } from './metering.ts'

/** A call as it is stored. */
export interface Call extends Meter {
  readonly id: RoomId
  readonly callerId: UserId
  readonly creatorId: UserId
  readonly media: CallMedia
  readonly rate: number
  readonly state: CallState
  readonly createdAt: Instant
  readonly acceptedAt: Instant | null
  readonly endedAt: Instant | null
  readonly end: CallEnd | null
  /** Until when it is to be accepted, or once accepted, connected. */
  readonly deadlineAt: Instant
  /** The wallet's hold. */
  readonly hold: string
  /** No further minute could be held; tried again at `retryAt`. */
  readonly last: boolean
  readonly retryAt: Instant | null
  readonly settledAt: Instant | null
  readonly charge: number | null
  readonly earned: number | null
  readonly fee: number | null
  readonly stars: number | null
}

/** Which of the two this is. Faults: NOT_FOUND for a stranger, as for a call that is not there. */
export function sideOf(call: Pick<Call, 'callerId' | 'creatorId'> | undefined, user: UserId): Side {
  if (call?.callerId === user) return 'caller'
  if (call?.creatorId === user) return 'creator'
  throw new Fault('NOT_FOUND')
}

export function isRinging({ state }: Pick<Call, 'state'>): boolean {
  return state === 'initiated' || state === 'ringing'
}

/** Whole seconds that both sides confirmed: what is paid for. */
export function secondsOf({ paidMs }: Pick<Call, 'paidMs'>): number {
  return Math.floor(paidMs / 1000)
}
