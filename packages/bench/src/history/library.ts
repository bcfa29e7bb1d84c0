import { message } from '@stoa/contract/chat'
import { RoomId, UserId } from '@stoa/contract/http'
import { fillTimeline } from '../../../server/src/rooms/fill.testing.ts'
import { seeded } from '../frame/seeded.ts'
import { type Town, withDatabase } from '../servers/town.ts'
import { textOf } from './words.ts'

/** Messages are this far apart, in ms, in each room; the last one is as old as the filling. */
export const gap = 20_000
const stretch = 2000

/** Adds messages to every room of a town from `from` of each up to `to`. Which ones depends on their numbers alone. */
export async function fillLibrary(
  town: Town,
  { from, to, newestAt }: { readonly from: number; readonly to: number; readonly newestAt: number },
): Promise<void> {
  const authors = town.people.map((person) => UserId.parse(person.user))
  await withDatabase(town.data, async (database) => {
    for (const [index, room] of town.rooms.entries())
      for (let begin = from; begin < to; begin += stretch) {
        const random = seeded(index * 1_000_003 + begin)
        const entries = Array.from({ length: Math.min(stretch, to - begin) }, (_, place) => {
          const seq = begin + place + 1
          return {
            seq,
            type: message.name,
            author: authors[(seq * 7 + index) % authors.length] ?? (authors[0] as UserId),
            at: timeOf(seq, newestAt),
            body: { text: textOf((index + seq * town.rooms.length) | 0, random) },
          }
        })
        await fillTimeline(database.db, { room: RoomId.parse(room), entries })
      }
  })
}

/** When the message of that seq was written. */
export function timeOf(seq: number, newestAt: number): number {
  return newestAt - 1_000_000 * gap + seq * gap
}
