import type { Fault } from '@stoa/contract/http'
import type { Sent } from '@stoa/contract/rooms'
import { retryAfter, toFault } from '../http/refusal.ts'
import { backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'
import type { Outgoing } from './outgoing.ts'
import { verdictOn } from './verdict.ts'

export interface LaneOptions {
  readonly time: Time
  /** The oldest thing of this room that waits; undefined where nothing does. */
  readonly next: () => Outgoing | undefined
  readonly send: (outgoing: Outgoing) => Promise<Sent>
  readonly sent: (outgoing: Outgoing, sent: Sent) => void
  readonly refused: (outgoing: Outgoing, fault: Fault) => void
}

export interface Lane {
  /** There may be something to send. */
  wake(): void
  /** The same, and what held it up before may be over: tries at once. */
  hurry(): void
  stop(): void
}

const pace = { first: 500, longest: 30_000 }

/** Sends one room's things one after another: the next only once the one before is acknowledged or refused for good. */
export function createLane({ time, next, send, sent, refused }: LaneOptions): Lane {
  let state: 'idle' | 'sending' | 'pausing' | 'stopped' = 'idle'
  let attempts = 0
  let cancel = () => {}

  async function run(): Promise<void> {
    for (let one = next(); one !== undefined && state === 'sending'; one = next()) {
      try {
        const receipt = await send(one)
        // Whoever runs next asks again and is told the same.
        if (isStopped()) return
        attempts = 0
        sent(one, receipt)
      } catch (error) {
        if (isStopped()) return
        const fault = toFault(error)
        if (verdictOn(fault, attempts) === 'again') return pause(fault)
        attempts = 0
        refused(one, fault)
      }
    }
    if (state === 'sending') state = 'idle'
  }

  function isStopped(): boolean {
    return state === 'stopped'
  }

  function pause(fault: Fault): void {
    state = 'pausing'
    cancel = time.after(retryAfter(fault) ?? backoff(attempts, pace, time.random), start)
    attempts += 1
  }

  function start(): void {
    if (state === 'stopped') return
    cancel()
    state = 'sending'
    void run()
  }

  return {
    wake() {
      if (state === 'idle') start()
    },
    hurry() {
      if (state === 'idle' || state === 'pausing') start()
    },
    stop() {
      state = 'stopped'
      cancel()
    },
  }
}
