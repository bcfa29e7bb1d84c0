import type { RoomId } from '@stoa/contract/http'

/** Sends what may be lost to large rooms in slices, one each turn of the event loop, so that thousands of readers hold up nobody. */
export interface Spread<Message> {
  /** In the order given, to whoever is in the room by now and still there at their slice. */
  send(room: RoomId, message: Message): void
}

/** Sockets written to in one turn: some milliseconds. */
export const sliceSize = 500
/** Messages that may wait for one room; what comes then is dropped, as its readers are behind already. */
const patient = 16

interface Waiting<Message> {
  readonly message: Message
  readonly to: readonly string[]
  from: number
}

export function createSpread<Message>({
  members,
  write,
}: {
  /** The ids of a room's sockets. */
  readonly members: (room: RoomId) => ReadonlySet<string> | undefined
  readonly write: (to: readonly string[], message: Message) => void
}): Spread<Message> {
  const queues = new Map<RoomId, Waiting<Message>[]>()

  function slice(room: RoomId): void {
    const queue = queues.get(room)
    const next = queue?.[0]
    if (queue === undefined || next === undefined) return void queues.delete(room)
    const there = members(room)
    const to = next.to.slice(next.from, next.from + sliceSize).filter((id) => there?.has(id) === true)
    next.from += sliceSize
    if (next.from >= next.to.length) queue.shift()
    // In a turn of its own even where it is the last: what comes next must not overtake it.
    setImmediate(() => slice(room))
    if (to.length > 0) write(to, next.message)
  }

  return {
    send(room, message) {
      const queue = queues.get(room)
      const there = members(room)
      if (there === undefined) return
      if (queue !== undefined) {
        if (queue.length < patient) queue.push({ message, to: [...there], from: 0 })
        return
      }
      if (there.size <= sliceSize) return write([room], message)
      queues.set(room, [{ message, to: [...there], from: 0 }])
      slice(room)
    },
  }
}
