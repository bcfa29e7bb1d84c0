import type { RoomId } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import type { LockedRoom } from './store.ts'

/**
 * A room as a commit left it, with entries that others are about. Those are as remembered for as long as the room is: nothing empties
 * an entry without appending one.
 */
export interface RememberedRoom {
  readonly row: LockedRoom
  readonly targets: ReadonlyMap<number, Entry>
}

/** Rooms as this node's commits left them: a guess at how they are now, to be verified under their locks. */
export interface RoomMemory {
  recall(room: RoomId): RememberedRoom | undefined
  learn(rooms: readonly RememberedRoom[]): void
  forget(rooms: Iterable<RoomId>): void
}

/** Rooms kept at most; past that the one that was written to longest ago goes. */
const capacity = 20_000

export function createRoomMemory(): RoomMemory {
  const known = new Map<RoomId, RememberedRoom>()
  return {
    recall: (room) => known.get(room),
    learn(rooms) {
      for (const room of rooms) {
        // Put at the end, as a Map keeps the order in which keys came.
        known.delete(room.row.id)
        known.set(room.row.id, room)
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
