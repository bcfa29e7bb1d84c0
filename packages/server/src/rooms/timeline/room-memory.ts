import type { RoomId } from '@stoa/contract/http'
import type { LockedRoom } from './store.ts'

/** Rooms as this node's commits left them: a guess at how they are now, to be verified under their locks. */
export interface RoomMemory {
  recall(room: RoomId): LockedRoom | undefined
  learn(rooms: readonly LockedRoom[]): void
  forget(rooms: Iterable<RoomId>): void
}

/** Rooms kept at most; past that the one that was written to longest ago goes. */
const capacity = 20_000

export function createRoomMemory(): RoomMemory {
  const known = new Map<RoomId, LockedRoom>()
  return {
    recall: (room) => known.get(room),
    learn(rooms) {
      for (const room of rooms) {
        // Put at the end, as a Map keeps the order in which keys came.
        known.delete(room.id)
        known.set(room.id, room)
      }
      for (const room of known.keys()) {
        if (known.size <= capacity) return
        known.delete(room)
      }
    },
    forget(rooms) {
      for (const room of rooms) known.delete(room)
    },
  }
}
