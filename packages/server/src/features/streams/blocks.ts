import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { Needs } from './needs.ts'
import { tellState } from './state.ts'
import { lockOpenOf, saveStream } from './store.ts'

/** Once there is a block between two, neither watches what the other shows, nor publishes beside them (M5). */
export async function blockChanged(
  needs: Pick<Needs, 'database' | 'rooms' | 'engine' | 'log'>,
  tx: Db,
  { by, user, blocked }: { readonly by: UserId; readonly user: UserId; readonly blocked: boolean },
): Promise<void> {
  if (!blocked) return
  // In one order everywhere, so that two who block each other at once do not wait for each other.
  const [first, second] = by < user ? [by, user] : [user, by]
  for (const host of [first, second]) {
    const other = host === first ? second : first
    for (const stream of await lockOpenOf(tx, host)) {
      if (stream.cohosts.includes(other)) {
        const left = { ...stream, cohosts: stream.cohosts.filter((one) => one !== other) }
        await saveStream(tx, left)
        await tellState(needs, tx, left)
      }
      if (await isMember(needs, tx, stream.id, other))
        await needs.rooms.removeMember(tx, { room: stream.id, by: null, user: other })
      needs.database.afterCommit(tx, () => {
        needs.engine
          .remove(stream.id, other)
          .catch((error: unknown) =>
            needs.log.warn({ err: error }, 'somebody could not be put out of a stream'),
          )
      })
    }
  }
}

async function isMember(
  { rooms }: Pick<Needs, 'rooms'>,
  tx: Db,
  room: RoomId,
  user: UserId,
): Promise<boolean> {
  try {
    await rooms.membership(tx, room, user)
    return true
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return false
    throw error
  }
}
