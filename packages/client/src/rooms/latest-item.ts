import { foldEntries, type Item } from '@stoa/contract/chat'
import type { Entry } from '@stoa/contract/rooms'
import type { LiveItem } from '../api.ts'

/** What the room list shows of a room: its newest counting entry with all that came about it. */
export function latestItem(
  latest: readonly Entry[],
  stateOf: (item: Item) => 'sent' | 'delivered' | 'read',
): LiveItem | null {
  const items = new Map<number, Item>()
  foldEntries(items, latest)
  const [item] = items.values()
  if (item === undefined) return null
  if (item.kind === 'happening') return item
  return { ...item, state: stateOf(item), quoted: item.replyTo === null ? null : undefined }
}
