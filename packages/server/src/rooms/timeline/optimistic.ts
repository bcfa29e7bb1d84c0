import { Fault, type RoomId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import { repeatKey } from './commit.ts'
import { judge } from './judge.ts'
import { OpenRoom, toRows, type Written } from './open-room.ts'
import type { Outcome, Pending } from './pending.ts'
import type { RoleMemory } from './roles.ts'
import type { RememberedRoom, RoomMemory } from './room-memory.ts'
import { insertIfUnchanged } from './store.ts'

export interface OptimisticOptions {
  readonly now: number
  readonly rooms: RoomMemory
  readonly roles: RoleMemory
}

/**
 * Appends entries in one round trip, on the guess that their rooms are as this node left them; the database verifies that under the
 * rooms' locks and otherwise writes nothing. Null where the guess cannot be made or was wrong, and where anything would be
 * refused or writes more than its entry: `commitEntries` then decides.
 */
export async function commitOptimistically(
  db: Db,
  pendings: readonly Pending[],
  options: OptimisticOptions,
): Promise<Outcome[] | null> {
  const guess = guessPlaces(pendings, options)
  if (guess === null) return null
  const { written, open } = guess
  const advances = [...open.values()].map(({ known, room }) => ({ seen: known.row, next: room.advanced() }))
  // Until it is known what became of the statement, nothing is known of its rooms.
  options.rooms.forget(open.keys())
  if (!(await insertIfUnchanged(db, toRows(written), advances))) return null
  options.rooms.learn(
    [...open.values()].map(({ known, room }) => ({ row: room.advanced(), targets: known.targets })),
  )
  return written.map(({ entry }) => ({ status: 'appended', entry }))
}

interface Guess {
  readonly written: readonly Written[]
  readonly open: ReadonlyMap<RoomId, { readonly known: RememberedRoom; readonly room: OpenRoom }>
}

/** Each entry in its place, if all that is needed to say so is remembered. */
function guessPlaces(pendings: readonly Pending[], { now, rooms, roles }: OptimisticOptions): Guess | null {
  const open = new Map<RoomId, { known: RememberedRoom; room: OpenRoom }>()
  const keys = new Set<string>()
  const written: Written[] = []
  for (const pending of pendings) {
    if (pending.rule.apply !== undefined) return null
    const key = repeatKey(pending)
    if (key !== null && keys.has(key)) return null
    if (key !== null) keys.add(key)
    const known = open.get(pending.room)?.known ?? rooms.recall(pending.room)
    const target = pending.about === null ? null : known?.targets.get(pending.about)
    if (known === undefined || target === undefined) return null
    const room = open.get(pending.room)?.room ?? new OpenRoom(known.row)
    open.set(pending.room, { known, room })
    try {
      judge(pending, known.row, { roles, target })
    } catch (error) {
      if (error instanceof Fault) return null
      throw error
    }
    written.push({ pending, entry: room.place(pending, now), counted: room.counted })
  }
  return { written, open }
}
