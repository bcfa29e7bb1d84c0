import type { RoomId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import { type Lookup, type Newest, type Place, readMatches, readNewest } from './store.ts'

/** Rows read at first, over all rooms together. */
const look = 1_000
/** Rows read the second time for each one that is expected to be enough. */
const margin = 2.5

/**
 * The newest indexed places that may match. A common word is soon found by reading rooms from their newest message, and
 * only slowly by an index that must first gather all its places; a rare one the other way round. So a little is read
 * first, and what that shows decides. Of n rows about √(n × limit) are touched in the worst case, where both cost the same.
 *
 * @param lookup with how many entries its rooms have together
 */
export async function newestMatches(db: Db, lookup: Lookup & { readonly entries: number }): Promise<Place[]> {
  if (lookup.rooms.length === 0) return []
  const share = Math.max(4, Math.ceil(look / lookup.rooms.length))
  const takes = new Map(lookup.rooms.map((room) => [room, share]))
  const first = await readNewest(db, { ...lookup, takes: [...takes.values()] })
  const sure = certain(first, takes, lookup.limit)
  if (sure !== null) return sure
  const frequency = first.matched / first.rooms.reduce((sum, { count }) => sum + count, 0)
  const byReading = Math.ceil((margin * lookup.limit) / frequency)
  const byIndex = frequency * lookup.entries
  if (first.matched === 0 || byIndex < byReading) return readMatches(db, lookup)
  const more = proportional(first, takes, byReading)
  const second = await readNewest(db, { ...lookup, rooms: [...more.keys()], takes: [...more.values()] })
  return certain(second, more, lookup.limit) ?? readMatches(db, lookup)
}

/** The matches, if enough of them are newer than all that was not read; null if not. */
function certain(newest: Newest, takes: ReadonlyMap<RoomId, number>, limit: number): Place[] | null {
  const unread = newest.rooms.filter(({ room, count }) => count === takes.get(room))
  if (unread.length === 0) return [...newest.matches]
  const floor = Math.max(...unread.map((room) => room.floor))
  const sure = newest.matches.filter((place) => place.at > floor)
  return sure.length >= limit ? sure : null
}

/** Takes for a second look: each room's part of `rows` as it is busy, so that all are read back to about the same time. */
function proportional(newest: Newest, takes: ReadonlyMap<RoomId, number>, rows: number): Map<RoomId, number> {
  const now = Math.max(...newest.rooms.map((room) => room.ceiling))
  const rates = newest.rooms.map(({ room, count, floor }) => ({
    room,
    count,
    perMillisecond: count === takes.get(room) ? count / Math.max(1, now - floor) : 0,
  }))
  const total = rates.reduce((sum, { perMillisecond }) => sum + perMillisecond, 0)
  return new Map(
    rates.map(({ room, count, perMillisecond }) => [
      room,
      // One more than there are of a room that was read to its end, which tells that from one that goes on.
      perMillisecond === 0 ? count + 1 : Math.max(1, Math.ceil((perMillisecond / total) * rows)),
    ]),
  )
}
