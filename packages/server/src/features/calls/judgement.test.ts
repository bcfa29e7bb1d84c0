import type { RoomId, UserId } from '@stoa/contract/http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Call } from './call.ts'
import { judge, lost } from './judgement.ts'
import { beat, type Side } from './metering.ts'

const timing = { ring: 30_000, silence: 15_000 }
const began = 1_000_000
const sides: readonly Side[] = ['caller', 'creator']

const accepted: Call = {
  ...{ id: 'call' as RoomId, callerId: 'caller' as UserId, creatorId: 'creator' as UserId },
  ...{ media: 'audio', rate: 60, state: 'ongoing', hold: 'hold' },
  ...{ createdAt: began, acceptedAt: began, endedAt: null, end: null, deadlineAt: began + 60_000 },
  ...{ caller: null, creator: null, connectedAt: null, paidMs: 0, lostMs: 0, heldMs: 60_000 },
  ...{ last: false, retryAt: null, settledAt: null, charge: null, earned: null, fee: null, stars: null },
}

/** The call after a look at it, with a minute held where one was due; null once it is over. */
function look(call: Call, now: number): Call | null {
  const verdict = judge(call, { now, timing, attentiveSince: 0, connected: true })
  if (verdict.do === 'finish') return null
  return verdict.do === 'hold' ? { ...call, heldMs: call.heldMs + 60_000 } : call
}

test('C5: whatever beats come, a call that goes on is unpaid for a minute and a quarter of what was paid, and no more', () => {
  // Null: that side says nothing this time.
  const says = fc.oneof({ weight: 4, arbitrary: fc.boolean() }, { weight: 1, arbitrary: fc.constant(null) })
  const step = fc.record({ wait: fc.integer({ min: 0, max: 7_000 }), caller: says, creator: says })
  const steps = fc.array(step, { minLength: 30, maxLength: 120 })
  fc.assert(
    fc.property(steps, (taken) => {
      let now = began
      let call: Call | null = accepted
      for (const { wait, ...said } of [{ wait: 0, caller: true, creator: true }, ...taken]) {
        now += wait
        call = look(call, now)
        if (call === null) return
        // Each beat rounds by less than a millisecond.
        const bound = lost + call.paidMs / 4 + 2 * taken.length
        expect(now - (call.connectedAt ?? now) - call.paidMs).toBeLessThanOrEqual(bound)
        for (const side of sides) {
          const connected = said[side]
          if (connected !== null) call = { ...call, ...beat(call, { side, connected, now }, timing.silence) }
        }
      }
    }),
  )
})

test('C5: a line that is bad for ten seconds of each minute keeps a call going, and those are not paid for', () => {
  const minutes = 30
  let call: Call | null = accepted
  for (let second = 0; second <= minutes * 60; second += 5) {
    const now = began + second * 1000
    call = look(call, now)
    if (call === null) throw new Error(`the call was over after ${second} s`)
    const connected = second % 60 !== 50
    call = { ...call, ...beat(call, { side: 'caller', connected, now }, timing.silence) }
    call = { ...call, ...beat(call, { side: 'creator', connected: true, now }, timing.silence) }
  }
  expect(call.paidMs).toBe(minutes * 50_000)
})
