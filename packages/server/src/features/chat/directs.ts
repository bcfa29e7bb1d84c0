import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import type { ChatNeeds } from './needs.ts'
import { addressable } from './people.ts'

/** The direct room of two people, made where there is none (M5). Faults: BAD_REQUEST for oneself, NOT_FOUND, BLOCKED. */
export async function openDirect(
  { database, rooms, accounts }: Pick<ChatNeeds, 'database' | 'rooms' | 'accounts'>,
  { by, user }: { readonly by: UserId; readonly user: UserId },
): Promise<RoomId> {
  if (by === user) throw new Fault('BAD_REQUEST', 'A direct room is for two people.')
  return await database.transaction(async (tx) => {
    if (!(await addressable(accounts, tx, [user])).has(user))
      throw new Fault('NOT_FOUND', 'There is no such person.')
    await lockPair(tx, by, user)
    if ((await accounts.blockedAmong(tx, by, [user])).size > 0) throw new Fault('BLOCKED')
    const { room } = await rooms.create(tx, {
      kind: 'direct',
      name: null,
      by,
      members: [
        { user: by, role: 'member' },
        { user, role: 'member' },
      ],
      unique: pairKey(by, user),
    })
    return room
  })
}

/**
 * Closes the two's direct room while there is a block between them, and opens it again when there is none. Not in the name of
 * who blocked: the other is not told who it was.
 */
export async function blockChanged(
  rooms: ChatNeeds['rooms'],
  tx: Db,
  { by, user, blocked }: { readonly by: UserId; readonly user: UserId; readonly blocked: boolean },
): Promise<void> {
  await lockPair(tx, by, user)
  const room = await rooms.findUnique(tx, 'direct', pairKey(by, user))
  if (room === null) return
  const { closed } = await rooms.membership(tx, room, by)
  if (closed !== blocked) await rooms.change(tx, { room, by: null, closed: blocked })
}

/** Until `tx` ends, so that a room made while a block is set is seen by one of the two. */
async function lockPair(tx: Db, one: UserId, other: UserId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`direct ${pairKey(one, other)}`}, 0))`.execute(tx)
}

function pairKey(one: UserId, other: UserId): string {
  return [one, other].sort().join(' ')
}
