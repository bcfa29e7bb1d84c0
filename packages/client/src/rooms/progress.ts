import type { RoomId } from '@stoa/contract/http'
import type { Connection } from '../connection/connection.ts'
import { toFault } from '../http/refusal.ts'
import type { Time } from '../time/time.ts'

interface Marks {
  readonly delivered: number
  readonly read: number
}

interface RoomProgress {
  wanted: Marks
  told: Marks
  /** Marks are taken only in rooms this connection is subscribed to. */
  open: boolean
  busy: boolean
}

/** Tells the server how far this person has got, at most once a second a room (T10). */
export interface Progress {
  /** What the server knows already. */
  known(room: RoomId, marks: Marks): void
  advance(room: RoomId, to: Partial<Marks>): void
  subscribed(room: RoomId): void
  offline(): void
  forget(room: RoomId): void
  stop(): void
}

const every = 1000

export function createProgress(options: {
  readonly ask: Connection['ask']
  readonly time: Time
  readonly report: (error: unknown) => void
}): Progress {
  const { ask, time, report } = options
  const rooms = new Map<RoomId, RoomProgress>()
  const timers = new Set<() => void>()

  function of(room: RoomId): RoomProgress {
    const none = { delivered: 0, read: 0 }
    const found = rooms.get(room) ?? { wanted: none, told: none, open: false, busy: false }
    rooms.set(room, found)
    return found
  }

  function tell(room: RoomId, one: RoomProgress): void {
    const { wanted, told } = one
    if (!one.open || one.busy || (wanted.delivered <= told.delivered && wanted.read <= told.read)) return
    one.busy = true
    const request = {
      room,
      ...(wanted.delivered > told.delivered ? { delivered: wanted.delivered } : {}),
      ...(wanted.read > told.read ? { read: wanted.read } : {}),
    }
    ask('mark', request).then(
      () => {
        one.told = furthest(one.told, wanted)
      },
      (error: unknown) => {
        const fault = toFault(error)
        // For want of a connection it stays wanted. What was refused would be refused again.
        if (fault.code === 'UNAVAILABLE' || fault.code === 'TOO_MANY') return
        one.told = furthest(one.told, wanted)
        report(fault)
      },
    )
    const cancel = time.after(every, () => {
      timers.delete(cancel)
      one.busy = false
      tell(room, one)
    })
    timers.add(cancel)
  }

  return {
    known(room, marks) {
      const one = of(room)
      one.told = furthest(one.told, marks)
      one.wanted = furthest(one.wanted, marks)
    },
    advance(room, to) {
      const one = of(room)
      one.wanted = furthest(one.wanted, to)
      tell(room, one)
    },
    subscribed(room) {
      const one = of(room)
      one.open = true
      tell(room, one)
    },
    offline() {
      for (const one of rooms.values()) one.open = false
    },
    forget(room) {
      rooms.delete(room)
    },
    stop() {
      for (const cancel of timers) cancel()
      for (const one of rooms.values()) one.open = false
    },
  }
}

function furthest(a: Marks, b: Partial<Marks>): Marks {
  return { delivered: Math.max(a.delivered, b.delivered ?? 0), read: Math.max(a.read, b.read ?? 0) }
}
