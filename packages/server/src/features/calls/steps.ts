import type { CallState } from '@stoa/contract/calls'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { batched } from '../../platform/database/batched.ts'
import { type Call, isRinging, sideOf } from './call.ts'
import { type Finish, type FinishNeeds, finishCalls, stopRinging, tellState } from './finish.ts'
import { connecting } from './judgement.ts'
import type { Side } from './metering.ts'
import type { Needs } from './needs.ts'
import { lockCalls, saveCalls } from './store.ts'

export type Step = 'accept' | 'decline' | 'end'

/**
 * Where a step of one side leads from a state (C1); null where it was made already, which is harmless. Faults: NOT_ALLOWED for the other
 * side's step, CONFLICT with the `state` for any other.
 */
export function next(step: Step, side: Side, state: CallState): CallState | null {
  if (step !== 'end' && side !== 'creator')
    throw new Fault('NOT_ALLOWED', 'Only who is called may accept or decline.')
  const ringing = isRinging({ state })
  switch (step) {
    case 'accept':
      if (state === 'ongoing') return null
      if (ringing) return 'ongoing'
      break
    case 'decline':
      if (state === 'declined') return null
      if (ringing) return 'declined'
      break
    case 'end':
      if (state === 'ended' || (side === 'caller' && state === 'cancelled')) return null
      if (state === 'ongoing') return 'ended'
      if (ringing && side === 'caller') return 'cancelled'
  }
  throw new Fault('CONFLICT', `This call is ${state}.`, { details: { state } })
}

export interface Asked {
  readonly call: RoomId
  readonly user: UserId
}

/** The creator takes the call. Faults: NOT_FOUND, NOT_ALLOWED, CONFLICT. */
export async function accept(
  needs: Pick<Needs, 'database' | 'rooms' | 'clock' | 'timing' | 'notifications'>,
  { call: id, user }: Asked,
): Promise<Call> {
  const { database, clock, timing } = needs
  return database.transaction(async (tx) => {
    const call = (await lockCalls(tx, [id])).get(id)
    const side = sideOf(call, user)
    if (call === undefined) throw new Fault('NOT_FOUND')
    if (next('accept', side, call.state) === null) return call
    const now = clock()
    const taken: Call = { ...call, state: 'ongoing', acceptedAt: now, deadlineAt: now + connecting }
    await saveCalls(tx, [taken], timing)
    await tellState(needs, tx, taken, user)
    // Their other devices ring no more.
    database.afterCommit(tx, () => stopRinging(needs, taken))
    return taken
  })
}

/** The most that end in one transaction. */
const most = 25

type Leaving = Asked & { readonly step: 'decline' | 'end' }

/** Ends calls, many at once in one transaction: hundreds may hang up in the same second (C9). Faults: NOT_FOUND, NOT_ALLOWED, CONFLICT. */
export function createLeave(
  needs: FinishNeeds & Pick<Needs, 'clock' | 'gathering'>,
): (asked: Leaving) => Promise<Call> {
  const { database, clock, gathering } = needs
  const leave = batched<Leaving, Call | Fault>(
    async (asked) => {
      return database.transaction(async (tx) => {
        const calls = await lockCalls(tx, [...new Set(asked.map(({ call }) => call))])
        const at = clock()
        const finishes = new Map<RoomId, Finish>()
        const outcomes = asked.map((one): RoomId | Fault => {
          try {
            const call = calls.get(one.call)
            const side = sideOf(call, one.user)
            if (call === undefined) throw new Fault('NOT_FOUND')
            const state = next(one.step, side, finishes.get(call.id)?.state ?? call.state)
            if (state === null) return call.id
            finishes.set(call.id, {
              call,
              state,
              end: state === 'ended' ? 'hung_up' : null,
              at,
              by: one.user,
            })
            return call.id
          } catch (error) {
            if (error instanceof Fault) return error
            throw error
          }
        })
        for (const over of await finishCalls(needs, tx, [...finishes.values()])) calls.set(over.id, over)
        return outcomes.map((outcome) => {
          if (outcome instanceof Fault) return outcome
          return calls.get(outcome) ?? new Fault('NOT_FOUND')
        })
      })
    },
    most,
    gathering.ends,
  )
  return async (asked) => {
    const left = await leave(asked)
    if (left instanceof Fault) throw left
    return left
  }
}
