import { type CallEnd, type CallState, callChanged } from '@stoa/contract/calls'
import type { Instant, UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import { type Call, secondsOf } from './call.ts'
import type { Needs } from './needs.ts'
import { freeParties, saveCalls } from './store.ts'

export type FinishNeeds = Pick<
  Needs,
  'database' | 'rooms' | 'jobs' | 'notifications' | 'settleJob' | 'timing'
>

/** The end of a call: for good. */
export interface Finish {
  readonly call: Call
  readonly state: CallState
  readonly end: CallEnd | null
  readonly at: Instant
  /** Who ended it; null for nobody. */
  readonly by: UserId | null
}

/**
 * Ends calls that the transaction holds: both are free again, the room is told, and settlement is queued, or none of it (C7). Gives them
 * as they are then.
 */
export async function finishCalls(needs: FinishNeeds, tx: Db, finishes: readonly Finish[]): Promise<Call[]> {
  if (finishes.length === 0) return []
  const { database, jobs, settleJob, timing } = needs
  const over = finishes.map(({ call, state, end, at }): Call => ({ ...call, state, end, endedAt: at }))
  const ids = over.map((call) => call.id)
  await saveCalls(tx, over, timing)
  await freeParties(tx, ids)
  for (const [index, call] of over.entries()) await tellState(needs, tx, call, finishes[index]?.by ?? null)
  await jobs.enqueue(tx, settleJob, { calls: ids })
  database.afterCommit(tx, () => {
    for (const call of over) if (call.acceptedAt === null) stopRinging(needs, call)
  })
  return over
}

/** Takes a ring back from the devices it was pushed to. */
export function stopRinging(
  { notifications, timing }: Pick<Needs, 'notifications' | 'timing'>,
  call: Pick<Call, 'id' | 'creatorId'>,
): void {
  const { creatorId, id } = call
  notifications.push(creatorId, { kind: 'call-over', call: id }, ringPush(call, timing.ring))
}

/** How a ring is pushed, and what takes it back. */
export function ringPush(call: Pick<Call, 'id'>, ring: number): { seconds: number; topic: string } {
  // A topic has at most 32 letters, which an id has without its dashes.
  return { seconds: Math.ceil(ring / 1000), topic: call.id.replaceAll('-', '') }
}

/** Appends the call's state to its room. */
export async function tellState(
  { rooms }: Pick<Needs, 'rooms'>,
  tx: Db,
  call: Call,
  by: UserId | null,
): Promise<void> {
  const { id: room, state, end, connectedAt } = call
  const body = { state, seconds: secondsOf(call), end, connectedAt }
  await rooms.append(tx, { room, type: callChanged.name, author: by, body })
}
