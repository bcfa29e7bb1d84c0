import type { Fault, RoomId, UserId } from '@stoa/contract/http'
import type { Entry, Signal } from '@stoa/contract/rooms'
import type { Client, Hearing } from '../api.ts'
import type { Time } from '../time/time.ts'
import { createListener, type Listener } from './listener.ts'

export interface ListeningOptions {
  readonly call: Client['call']
  readonly time: Time
  /** Seq of the last entry applied live; undefined for a room that is not followed. */
  readonly cursor: (room: RoomId) => number | undefined
  readonly want: (room: RoomId) => void
  /** Who is connected to it now, without oneself. */
  readonly present: (room: RoomId) => readonly UserId[]
}

/** Everything that hears rooms for one person. */
export interface Listening {
  listen(room: RoomId, after: number, hear: Hearing): () => void
  applied(room: RoomId, entries: readonly Entry[]): void
  signals(room: RoomId, signals: readonly Signal[]): void
  /** Who is connected may have changed: in this room, or in all. */
  presence(room?: RoomId): void
  followed(room: RoomId): void
  online(): void
  restarted(room: RoomId): void
  gone(room: RoomId, fault: Fault): void
  /** Nobody hears anything any more. */
  stop(fault: Fault): void
}

export function createListening({ call, time, cursor, want, present }: ListeningOptions): Listening {
  const all = new Map<RoomId, Set<Listener>>()

  function of(room: RoomId): readonly Listener[] {
    return [...(all.get(room) ?? [])]
  }

  return {
    listen(room, after, hear) {
      const listeners = all.get(room) ?? new Set()
      all.set(room, listeners)
      const listener = createListener({
        room,
        after,
        hear,
        call,
        time,
        cursor: () => cursor(room),
        want: () => want(room),
        stopped() {
          listeners.delete(listener)
          if (listeners.size === 0 && all.get(room) === listeners) all.delete(room)
        },
      })
      listeners.add(listener)
      // Not before whoever listens has been told how to stop.
      queueMicrotask(() => {
        if (listeners.has(listener)) listener.present(present(room))
      })
      return listener.stop
    },
    applied(room, entries) {
      for (const listener of of(room)) listener.applied(entries)
    },
    signals(room, signals) {
      for (const listener of of(room)) listener.signals(signals)
    },
    presence(room) {
      for (const one of room === undefined ? [...all.keys()] : [room])
        for (const listener of of(one)) listener.present(present(one))
    },
    followed(room) {
      for (const listener of of(room)) listener.followed()
    },
    online() {
      for (const room of [...all.keys()]) for (const listener of of(room)) listener.online()
    },
    restarted(room) {
      for (const listener of of(room)) listener.restarted()
    },
    gone(room, fault) {
      for (const listener of of(room)) listener.failed(fault)
    },
    stop(fault) {
      for (const room of [...all.keys()]) for (const listener of of(room)) listener.failed(fault)
    },
  }
}
