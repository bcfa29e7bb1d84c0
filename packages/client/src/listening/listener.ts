import type { Fault, RoomId, UserId } from '@stoa/contract/http'
import { type Entry, listEntries, replayLimit, type Signal } from '@stoa/contract/rooms'
import type { Client, Hearing } from '../api.ts'
import { retryAfter, toFault } from '../http/refusal.ts'
import { backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'

export interface ListenerOptions {
  readonly room: RoomId
  /** Seq of the last entry that is held already. */
  readonly after: number
  readonly hear: Hearing
  readonly call: Client['call']
  readonly time: Time
  /** Seq of the last entry applied live; undefined while the room is not followed. */
  readonly cursor: () => number | undefined
  /** Have the room followed. */
  readonly want: () => void
  /** It hears nothing any more. */
  readonly stopped: () => void
}

/** One reading of a room's timeline: pages first, then live, without a gap or a repeat. */
export interface Listener {
  applied(entries: readonly Entry[]): void
  signals(signals: readonly Signal[]): void
  present(users: readonly UserId[]): void
  /** The room is followed from now on. */
  followed(): void
  online(): void
  restarted(): void
  failed(fault: Fault): void
  stop(): void
}

const pace = { first: 500, longest: 30_000 }

export function createListener(options: ListenerOptions): Listener {
  const { room, hear, call, time, cursor, want } = options
  let last = options.after
  /** `waiting`: all there is was read, but what comes does not come to us yet. */
  let state: 'reading' | 'pausing' | 'waiting' | 'live' | 'stopped' = 'pausing'
  /** What came live while pages are read: at most as much as a page, since what is left out is read again. */
  let early: readonly Entry[] = []
  let here: readonly UserId[] = []
  let attempts = 0
  let cancel = () => {}

  /** Hands over what is next; what was handed over already is left out. */
  function hand(entries: readonly Entry[]): void {
    if (isOver()) return
    const next: Entry[] = []
    for (const entry of entries) {
      if (entry.seq !== last + 1) continue
      next.push(entry)
      last = entry.seq
    }
    if (next.length > 0) hear.entries(next)
  }

  function read(): void {
    cancel()
    state = 'reading'
    readOn().catch((error: unknown) => {
      if (isOver()) return
      const fault = toFault(error)
      if (fault.code === 'NOT_FOUND' || fault.statusCode === 401) end(() => hear.failed(fault))
      else pause(retryAfter(fault))
    })
  }

  async function readOn(): Promise<void> {
    while (state === 'reading') {
      const { head, entries } = await call(listEntries, { params: { room }, query: { after: last } })
      if (isOver()) return
      if (head < last) return end(hear.restarted)
      hand(entries)
      hand(early)
      early = early.filter((entry) => entry.seq > last)
      if (isOver()) return
      const followedTo = cursor()
      if (followedTo !== undefined && last >= followedTo) {
        state = 'live'
        early = []
        attempts = 0
      } else if (followedTo === undefined && last >= head) {
        state = 'waiting'
        want()
        cancel = time.after(pace.longest, read)
      } else if (entries.length === 0) pause(undefined)
      else attempts = 0
    }
  }

  function isOver(): boolean {
    return state === 'stopped'
  }

  function pause(milliseconds: number | undefined): void {
    state = 'pausing'
    cancel = time.after(milliseconds ?? backoff(attempts, pace, time.random), read)
    attempts += 1
  }

  function end(tell: () => void): void {
    if (isOver()) return
    stop()
    tell()
  }

  function stop(): void {
    state = 'stopped'
    early = []
    cancel()
    options.stopped()
  }

  want()
  read()

  return {
    applied(entries) {
      if (state === 'live') {
        hand(entries)
        // What lies between comes from a page: never seen but where a page was read from a replica that is behind.
        if (!isOver() && last < (cursor() ?? last)) read()
      } else if (!isOver()) early = [...early, ...entries].slice(-replayLimit)
    },
    signals(signals) {
      hear.signals?.(signals)
    },
    present(users) {
      if (users.length === here.length && users.every((user) => here.includes(user))) return
      here = users
      hear.present?.(users)
    },
    followed() {
      if (state === 'waiting') read()
    },
    online() {
      if (state === 'waiting' || state === 'pausing') read()
      if (!isOver() && cursor() === undefined) want()
    },
    restarted: () => end(() => hear.restarted()),
    failed: (fault) => end(() => hear.failed(fault)),
    stop() {
      if (!isOver()) stop()
    },
  }
}
