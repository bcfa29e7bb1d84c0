import { callHeld } from '@stoa/contract/calls'
import { Fault, type Instant, type RoomId, type UserId } from '@stoa/contract/http'
import { batched } from '../../platform/database/batched.ts'
import type { Db } from '../../platform/database/database.ts'
import { type Call, isRinging, sideOf } from './call.ts'
import { tellState } from './finish.ts'
import { beat, paidUntil } from './metering.ts'
import type { Needs } from './needs.ts'
import { lockCalls, saveCalls } from './store.ts'

export interface Beat {
  readonly call: RoomId
  readonly user: UserId
  readonly connected: boolean
}

export type BeatNeeds = Pick<Needs, 'database' | 'rooms' | 'clock' | 'timing' | 'gathering'>

/** The most that are written together. */
const most = 500

/** Takes heartbeats, all of one moment in one transaction. Faults: NOT_FOUND for a stranger, GONE with the `state` once it is over. */
export function createBeats(needs: BeatNeeds): (beat: Beat) => Promise<Call> {
  const { database, clock, timing, gathering } = needs
  const take = batched<Beat, Call | Fault>(
    (beats) =>
      database.transaction(async (tx) => {
        const before = await lockCalls(tx, [...new Set(beats.map(({ call }) => call))])
        const now = clock()
        const after = new Map(before)
        const outcomes = beats.map((one) => {
          try {
            const call = apply(after.get(one.call), one, { now, silence: timing.silence })
            after.set(call.id, call)
            return call.id
          } catch (error) {
            if (error instanceof Fault) return error
            throw error
          }
        })
        const changed = [...after.values()].filter((call) => call !== before.get(call.id))
        if (changed.length > 0) await saveCalls(tx, changed, timing)
        for (const call of changed)
          if (before.get(call.id)?.connectedAt === null && call.connectedAt !== null) {
            await tellState(needs, tx, call, null)
            await tellHeld(needs, tx, call)
          }
        return outcomes.map((outcome) => {
          if (outcome instanceof Fault) return outcome
          return after.get(outcome) ?? new Fault('NOT_FOUND')
        })
      }),
    most,
    gathering.beats,
  )
  return async (one) => {
    const taken = await take(one)
    if (taken instanceof Fault) throw taken
    return taken
  }
}

function apply(
  call: Call | undefined,
  { user, connected }: Beat,
  { now, silence }: { now: Instant; silence: number },
): Call {
  const side = sideOf(call, user)
  if (call === undefined) throw new Fault('NOT_FOUND')
  if (call.endedAt !== null)
    throw new Fault('GONE', 'This call is over.', { details: { state: call.state, end: call.end } })
  // Before it is accepted there is nothing to count.
  return isRinging(call) ? call : { ...call, ...beat(call, { side, connected, now }, silence) }
}

/** Tells both until when coins are held (C6). */
export async function tellHeld({ rooms }: Pick<Needs, 'rooms'>, tx: Db, call: Call): Promise<void> {
  const until = paidUntil(call)
  if (until === null) return
  const body = { paidUntil: until, last: call.last }
  await rooms.append(tx, { room: call.id, type: callHeld.name, author: null, body })
}
