import { type CallView, getCall } from '@stoa/contract/calls'
import type { Fault, RoomId } from '@stoa/contract/http'
import { type Entry, getRoom, type Signal } from '@stoa/contract/rooms'
import type { Client } from '../api.ts'
import { toFault } from '../http/refusal.ts'
import { backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'
import { isOver, withEntry } from './view.ts'

export interface FollowOptions {
  readonly time: Time
  readonly report: (error: unknown) => void
  readonly on: {
    /** The call as it is now, each time that may be another. */
    call(call: CallView): void
    entries?(entries: readonly Entry[]): void
    signals?(signals: readonly Signal[]): void
    /** It could not be had. It is tried again, but where the call is not there for this person. */
    failed(fault: Fault): void
  }
}

/** One call kept in step with its room. */
export interface FollowedCall {
  get(): CallView | undefined
  /** The server said this about it. */
  learn(call: CallView): void
  /** Reads it anew. Rejects with a Fault. */
  refresh(): Promise<void>
  stop(): void
}

const pace = { first: 500, longest: 15_000 }

export function followCall(client: Client, room: RoomId, { time, report, on }: FollowOptions): FollowedCall {
  let call: CallView | undefined
  let stopped = false
  let attempts = 0
  let cancel = () => {}
  let stopListening = () => {}

  function hold(next: CallView): void {
    call = next
    on.call(next)
  }

  function learn(told: CallView): void {
    if (stopped) return
    // An answer that was overtaken by an entry does not bring back what is over.
    hold(call !== undefined && isOver(call) && !isOver(told) ? call : told)
  }

  async function refresh(): Promise<void> {
    learn(await client.call(getCall, { params: { call: room } }))
  }

  async function load(): Promise<void> {
    const { head } = await client.call(getRoom, { params: { room } })
    if (stopped) return
    stopListening()
    stopListening = client.listen(room, head, {
      entries,
      signals: (signals) => on.signals?.(signals),
      restarted: begin,
      failed,
    })
    await refresh()
    attempts = 0
  }

  function begin(): void {
    cancel()
    if (!stopped) load().catch((error: unknown) => failed(toFault(error)))
  }

  function failed(fault: Fault): void {
    if (stopped) return
    stopListening()
    on.failed(fault)
    if (fault.code === 'NOT_FOUND' || fault.statusCode === 401) return
    cancel()
    cancel = time.after(backoff(attempts, pace, time.random), begin)
    attempts += 1
  }

  function entries(heard: readonly Entry[]): void {
    on.entries?.(heard)
    if (call === undefined || stopped) return
    const before = call
    const next = heard.reduce(withEntry, before)
    if (next === before) return
    hold(next)
    // What it cost is the server's to say.
    if (isOver(next) && !isOver(before)) refresh().catch(report)
  }

  begin()

  return {
    get: () => call,
    learn,
    refresh,
    stop() {
      stopped = true
      cancel()
      stopListening()
    },
  }
}
