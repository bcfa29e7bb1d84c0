import { setTimeout as delay } from 'node:timers/promises'
import { Fault, type Instant } from '@stoa/contract/http'
import type { Db, Log } from '../../platform/database/database.ts'
import { tellHeld } from './beats.ts'
import type { Call } from './call.ts'
import { type FinishNeeds, finishCalls, tellState } from './finish.ts'
import { connecting, judge, type Verdict } from './judgement.ts'
import { setBack } from './metering.ts'
import type { Needs } from './needs.ts'
import { lockFree, readDue, saveCalls } from './store.ts'

export type SweepNeeds = FinishNeeds & Pick<Needs, 'clock' | 'wallet' | 'rooms'> & { readonly log: Log }

/** Milliseconds between looks. */
const every = 1_000
/** Milliseconds without a look after which silences are counted anew. */
const attention = 5_000
/** Milliseconds after which it is tried again to hold a minute that could not be held: coins may have been bought. */
const again = 5_000

/**
 * Looks after the calls of every node: whatever is due about one is done by whichever node comes first, so a call outlives the node that began
 * it by no longer than its next due moment (C8).
 */
export interface Sweep {
  /** Does what is due now. */
  run(): Promise<void>
  /** Runs every second; returns how to end it. */
  start(): () => Promise<void>
}

export function createSweep(needs: SweepNeeds): Sweep {
  const { database, rooms, clock, log, timing } = needs
  let lookedAt: Instant | null = null
  let attentiveSince: Instant = 0

  async function run(): Promise<void> {
    const now = clock()
    const due = await readDue(database.db, now)
    // Only once it was able to look.
    if (lookedAt === null || now - lookedAt > attention || now < lookedAt) attentiveSince = now
    lookedAt = now
    for (const call of due) await look(call)
  }

  async function look(seen: Call): Promise<void> {
    const connected = seen.state === 'initiated' && (await rooms.online(seen.creatorId))
    const verdictOf = (call: Call) => judge(call, { now: clock(), timing, attentiveSince, connected })
    if (verdictOf(seen).do === 'nothing') return
    try {
      await database.transaction(async (tx) => {
        const call = await lockFree(tx, seen.id)
        if (call !== undefined) await carryOut(tx, call, verdictOf(call))
      })
    } catch (error) {
      if (error instanceof Fault && error.code === 'UNAVAILABLE') throw error
      // One that cannot be dealt with keeps no other from it.
      log.error({ err: error, call: seen.id }, 'a call could not be looked after')
    }
  }

  async function carryOut(tx: Db, call: Call, verdict: Verdict): Promise<void> {
    switch (verdict.do) {
      case 'nothing':
        return
      case 'set-back': {
        const now = clock()
        const deadlineAt = Math.min(
          call.deadlineAt,
          now + (call.acceptedAt === null ? timing.ring : connecting),
        )
        return saveCalls(tx, [{ ...call, ...setBack(call, now), deadlineAt }], timing)
      }
      case 'ring': {
        const ringing: Call = { ...call, state: 'ringing' }
        await saveCalls(tx, [ringing], timing)
        return tellState(needs, tx, ringing, null)
      }
      case 'hold':
        return holdNext(tx, call)
      case 'finish': {
        const { state, end, at } = verdict
        await finishCalls(needs, tx, [{ call, state, end, at, by: null }])
      }
    }
  }

  async function holdNext(tx: Db, call: Call): Promise<void> {
    const now = clock()
    try {
      await needs.wallet.extendHold(tx, { hold: call.hold, more: call.rate, expiresAt: null })
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'PAYMENT_REQUIRED')) throw error
      const warned: Call = { ...call, last: true, retryAt: now + again }
      await saveCalls(tx, [warned], timing)
      if (!call.last) await tellHeld(needs, tx, warned)
      return
    }
    const held: Call = { ...call, heldMs: call.heldMs + 60_000, last: false, retryAt: null }
    await saveCalls(tx, [held], timing)
    await tellHeld(needs, tx, held)
  }

  return {
    run,
    start() {
      const stopping = new AbortController()
      let away = false
      const looking = (async () => {
        while (!stopping.signal.aborted) {
          await run().then(
            () => {
              away = false
            },
            (error: unknown) => {
              if (!away) log.warn({ err: error }, 'calls cannot be looked after')
              away = true
            },
          )
          await delay(every, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
        }
      })()
      return async () => {
        stopping.abort()
        await looking
      }
    },
  }
}
