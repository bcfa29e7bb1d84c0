import { edit, message } from '@stoa/contract/chat'
import type { RoomId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import { type IndexedMessage, readUnread, type TimelineRow, writeTerms } from './index-store.ts'
import { termsOf } from './terms.ts'

export interface Batch {
  /** Messages and edits the index now knows. */
  readonly entries: number
  /** Rooms of those given that may have more, or that somebody else was at. */
  readonly remaining: RoomId[]
}

/**
 * Brings the index up to date with the next messages and edits of these rooms, about `limit` of them. Read by one statement and written by another, with
 * no transaction around them, in which an embedded database would answer nobody else. A room that somebody else indexed in between is
 * left for the next time, and a message that was deleted is left out: none comes back into the index (T12).
 */
export async function indexBatch(
  db: Db,
  { rooms, limit }: { readonly rooms: readonly RoomId[]; readonly limit: number },
): Promise<Batch> {
  const share = Math.max(1, Math.floor(limit / Math.max(1, rooms.length)))
  const { rows, stretches } = await readUnread(db, rooms, share)
  const written = new Set(await writeTerms(db, { stretches, ...toChanges(rows) }))
  const counts = Map.groupBy(rows, (row) => row.room)
  const countOf = (room: RoomId) => counts.get(room)?.length ?? 0
  return {
    entries: [...written].reduce((sum, room) => sum + countOf(room), 0),
    remaining: stretches
      .map((one) => one.room)
      .filter((room) => !written.has(room) || countOf(room) >= share),
  }
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
