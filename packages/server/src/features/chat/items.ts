import { beginItem, foldEntries, type Item, type Message } from '@stoa/contract/chat'
import type { RoomId } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import type { Db } from '../../platform/database/database.ts'
import type { Rooms } from '../../rooms/index.ts'

export interface FoundMessage {
  readonly room: RoomId
  readonly message: Message
}

/** Messages as they are now, in no particular order; what does not exist or is no message is left out. */
export async function readMessages(
  rooms: Pick<Rooms, 'items'>,
  db: Db,
  wanted: readonly { readonly room: RoomId; readonly seq: number }[],
): Promise<FoundMessage[]> {
  if (wanted.length === 0) return []
  const found = await rooms.items(db, wanted)
  return found.flatMap(({ room, entries }) => {
    const message = foldMessage(entries)
    return message === undefined ? [] : [{ room, message }]
  })
}

/** The message that the first entry begins, with the others folded in; undefined where it begins none. */
export function foldMessage(entries: readonly Entry[]): Message | undefined {
  const [first] = entries
  const begun = first === undefined ? undefined : beginItem(first)
  if (begun?.kind !== 'message') return undefined
  const items = new Map<number, Item>([[begun.seq, begun]])
  foldEntries(items, entries)
  const item = items.get(begun.seq)
  return item?.kind === 'message' ? item : undefined
}
