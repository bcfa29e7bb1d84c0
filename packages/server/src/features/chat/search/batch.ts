import { edit, message } from '@stoa/contract/chat'
import type { RoomId } from '@stoa/contract/http'
import type { Database } from '../../../platform/database/database.ts'
import {
  type IndexedMessage,
  insertTerms,
  lockProgress,
  readUnread,
  type TimelineRow,
  updateTerms,
  writeProgress,
} from './index-store.ts'
import { termsOf } from './terms.ts'

export interface Batch {
  /** Messages and edits the index now knows. */
  readonly entries: number
  /** Rooms of those given that may have more, or that another node is at. */
  readonly remaining: RoomId[]
}

/**
 * Brings the index up to date with the next messages and edits of these rooms, about `limit` of them, in one transaction. Holds the rooms' progress rows
 * meanwhile: nobody else indexes them, and no message of theirs is deleted between its being read and its terms being written,
 * which would leave them behind (T12).
 */
export async function indexBatch(
  database: Database,
  { rooms, limit }: { readonly rooms: readonly RoomId[]; readonly limit: number },
): Promise<Batch> {
  return await database.transaction(async (tx) => {
    const held = await lockProgress(tx, rooms)
    // Read after the lock is held, in a statement of its own: what was deleted before is seen as deleted.
    const share = Math.max(1, Math.floor(limit / Math.max(1, held.length)))
    const { rows, reached } = await readUnread(tx, held, share)
    const { added, changed } = toChanges(rows)
    if (added.length > 0) await insertTerms(tx, added)
    if (changed.length > 0) await updateTerms(tx, changed)
    if (reached.size > 0) await writeProgress(tx, reached)
    const counts = Map.groupBy(rows, (row) => row.room)
    const finished = held.filter(({ room }) => (counts.get(room)?.length ?? 0) < share).map((one) => one.room)
    return { entries: rows.length, remaining: rooms.filter((room) => !finished.includes(room)) }
  })
}

/** What a stretch of timelines, each in order, adds to the index and changes in it. */
function toChanges(rows: readonly TimelineRow[]): { added: IndexedMessage[]; changed: IndexedMessage[] } {
  const added = new Map<string, IndexedMessage>()
  const changed = new Map<string, IndexedMessage>()
  for (const { room, seq, type, about, at, target_at, text } of rows) {
    // Deleted, before this was read.
    if (text === null) continue
    if (type === message.name) {
      added.set(`${room}/${seq}`, { room, at, seq, terms: termsOf(text) })
    } else if (type === edit.name && about !== null && target_at !== null) {
      const key = `${room}/${about}`
      const edited = { room, at: target_at, seq: about, terms: termsOf(text) }
      if (added.has(key)) added.set(key, edited)
      else changed.set(key, edited)
    }
  }
  return { added: [...added.values()], changed: [...changed.values()] }
}
