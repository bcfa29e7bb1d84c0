import { Fault, type RoomId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import { repeatKey } from './commit.ts'
import { judge } from './judge.ts'
import { OpenRoom, toRows, type Written } from './open-room.ts'
import type { Outcome, Pending } from './pending.ts'
import type { RoleMemory } from './roles.ts'
import type { RoomMemory } from './room-memory.ts'
import { insertIfUnchanged } from './store.ts'

export interface OptimisticOptions {
  readonly now: number
  readonly rooms: RoomMemory
  readonly roles: RoleMemory
}

/**
 * Appends entries in one round trip, on the guess that their rooms are as this node left them; the database verifies that under the
 * rooms' locks and otherwise writes nothing. Null where the guess cannot be made or was wrong, and where anything would be
 * refused, is about another entry or writes more than its entry: `commitEntries` then decides.
 */
export async function commitOptimistically(
  db: Db,
  pendings: readonly Pending[],
  { now, rooms, roles }: OptimisticOptions,
): Promise<Outcome[] | null> {
  const open = new Map<RoomId, OpenRoom>()
  const keys = new Set<string>()
  const written: Written[] = []
  for (const pending of pendings) {
    const room = open.get(pending.room) ?? openRemembered(rooms, pending.room)
    const key = repeatKey(pending)
    if (room === null || !isPlain(pending) || (key !== null && keys.has(key))) return null
    try {
      judge(pending, room.row, { roles, target: null })
    } catch (error) {
      if (error instanceof Fault) return null
      throw error
    }
    open.set(pending.room, room)
    if (key !== null) keys.add(key)
    written.push({ pending, entry: room.place(pending, now), counted: room.counted })
  }
  const advances = [...open.values()].map((room) => ({ seen: room.row, next: room.advanced() }))
  const ids = advances.map(({ seen }) => seen.id)
  // Until it is known what became of the statement, nothing is known of its rooms.
  rooms.forget(ids)
  if (!(await insertIfUnchanged(db, toRows(written), advances))) return null
  rooms.learn(advances.map(({ next }) => next))
  return written.map(({ entry }) => ({ status: 'appended', entry }))
}

function openRemembered(rooms: RoomMemory, id: RoomId): OpenRoom | null {
  const room = rooms.recall(id)
  return room === undefined ? null : new OpenRoom(room)
}

function isPlain({ rule, about }: Pending): boolean {
  return about === null && rule.apply === undefined
}
