import type { RoomId } from '@stoa/contract/http'
import { type Entry, listEntries, type Subscribed } from '@stoa/contract/rooms'
import type { Client } from '../api.ts'
import type { Connection } from '../connection/connection.ts'
import { retryAfter, toFault } from '../http/refusal.ts'
import { backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'
import { createGate } from './gate.ts'
import { beginSync, type RoomSync, type SyncEffect, type SyncEvent, type Wait } from './room-sync.ts'
import { step } from './step.ts'

export interface SyncOptions {
  readonly ask: Connection['ask']
  readonly call: Client['call']
  readonly time: Time
  readonly on: {
    /** Next entries of a room, in order and once. */
    applied(room: RoomId, entries: readonly Entry[]): void
    subscribed(room: RoomId, reply: Subscribed): void
    /** Read the room anew; resolve to the seq that was read up to. */
    reload(room: RoomId): Promise<number>
    gone(room: RoomId): void
  }
}

/** Keeps rooms in step with the server: does what `step` decides, one state a room. */
export interface Sync {
  /** Everything after `cursor` is wanted from now on. Nothing where the room is followed already. */
  follow(room: RoomId, cursor: number): void
  forget(room: RoomId): void
  follows(room: RoomId): boolean
  /** Is it subscribed to, as far as is known? Only then does the server take signals for it. */
  hears(room: RoomId): boolean
  /** Seq of the last entry applied; undefined for a room that is not followed. */
  cursor(room: RoomId): number | undefined
  online(): void
  offline(): void
  entries(room: RoomId, entries: readonly Entry[]): void
  head(room: RoomId, head: number): void
  stop(): void
}

const pace = { first: 500, longest: 30_000 }
/** How long something missing may be on its way before it is asked for. */
const arriving = 200

export function createSync({ ask, call, time, on }: SyncOptions): Sync {
  const rooms = new Map<RoomId, { state: RoomSync; cancel: () => void }>()
  // Two hundred rooms at once would be more verbs than the server allows in a second.
  const inTurn = createGate(16)
  let isOnline = false

  function feed(room: RoomId, event: SyncEvent): void {
    const held = rooms.get(room)
    if (held === undefined) return
    const next = step(held.state, event)
    held.state = next.state
    for (const effect of next.effects) carryOut(room, effect)
  }

  function carryOut(room: RoomId, effect: SyncEffect): void {
    switch (effect.type) {
      case 'apply':
        on.applied(room, effect.entries)
        break
      case 'subscribe':
        attempt(room, effect.turn, async () => {
          if (rooms.get(room)?.state.turn !== effect.turn) return
          const reply = await ask('subscribe', { room, after: effect.after })
          if (rooms.get(room)?.state.turn !== effect.turn) return
          feed(room, { type: 'subscribed', turn: effect.turn, head: reply.head, behind: reply.behind })
          on.subscribed(room, reply)
        })
        break
      case 'history':
        attempt(room, effect.turn, async () => {
          const { entries } = await ask('history', { room, from: effect.from, to: effect.to })
          feed(room, { type: 'history', turn: effect.turn, entries })
        })
        break
      case 'page':
        attempt(room, effect.turn, async () => {
          const reply = await call(listEntries, { params: { room }, query: { after: effect.after } })
          feed(room, { type: 'page', turn: effect.turn, ...reply })
        })
        break
      case 'reload':
        attempt(room, effect.turn, async () => {
          const cursor = await on.reload(room)
          feed(room, { type: 'reloaded', turn: effect.turn, cursor })
        })
        break
      case 'pause':
        pause(room, effect.turn, milliseconds(effect.wait))
        break
      case 'gone':
        forget(room)
        on.gone(room)
        break
    }
  }

  function attempt(room: RoomId, turn: number, work: () => Promise<void>): void {
    inTurn(work).catch((error: unknown) => {
      const fault = toFault(error)
      const wait = retryAfter(fault)
      const failed = { type: 'failed', turn, gone: fault.code === 'NOT_FOUND' } as const
      feed(room, wait === undefined ? failed : { ...failed, retryAfter: wait })
    })
  }

  function pause(room: RoomId, turn: number, wait: number): void {
    const held = rooms.get(room)
    if (held === undefined) return
    held.cancel()
    held.cancel = time.after(wait, () => feed(room, { type: 'due', turn }))
  }

  function milliseconds(wait: Wait): number {
    if (wait.for === 'arriving') return arriving
    return wait.milliseconds ?? backoff(wait.attempt, pace, time.random)
  }

  function forget(room: RoomId): void {
    rooms.get(room)?.cancel()
    rooms.delete(room)
  }

  return {
    follow(room, cursor) {
      if (rooms.has(room)) return
      rooms.set(room, { state: beginSync(cursor), cancel: () => {} })
      if (isOnline) feed(room, { type: 'connected' })
    },
    forget,
    follows: (room) => rooms.has(room),
    hears: (room) => rooms.get(room)?.state.link.at === 'live',
    cursor: (room) => rooms.get(room)?.state.cursor,
    online() {
      isOnline = true
      for (const room of [...rooms.keys()]) feed(room, { type: 'connected' })
    },
    offline() {
      isOnline = false
      for (const room of [...rooms.keys()]) feed(room, { type: 'disconnected' })
    },
    entries: (room, entries) => feed(room, { type: 'entries', entries }),
    head: (room, head) => feed(room, { type: 'head', head }),
    stop() {
      for (const room of [...rooms.keys()]) forget(room)
    },
  }
}
