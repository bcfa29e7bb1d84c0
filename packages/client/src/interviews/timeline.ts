import type { RoomId } from '@stoa/contract/http'
import { sessionEntryTypes, trail, update } from '@stoa/contract/interviews'
import {
  type Entry,
  listEntries,
  memberJoined,
  memberLeft,
  memberRoleChanged,
  replayLimit,
  roomChanged,
} from '@stoa/contract/rooms'
import type { Client } from '../api.ts'

/** What an interview's content is made of: its texts are not read from the timeline. */
const ofContent = sessionEntryTypes
  .map((type) => type.name)
  .filter((name) => name !== update.name && name !== trail.name)

const ofSession: ReadonlySet<string> = new Set(
  [memberJoined, memberLeft, memberRoleChanged, roomChanged].map((type) => type.name),
)

/** Do these change what the session itself says: who is in it, its title, its lock, its end? */
export function changeSession(entries: readonly Entry[]): boolean {
  return entries.some((entry) => ofSession.has(entry.type))
}

/** Reads what there is, a page at a time, and resolves to the seq from which to listen on. */
export async function readContent(
  call: Client['call'],
  room: RoomId,
  page: (entries: readonly Entry[]) => void,
): Promise<number> {
  return await readPages(call, { room, types: ofContent.join(',') }, page)
}

export async function readStaff(
  call: Client['call'],
  room: RoomId,
  page: (entries: readonly Entry[]) => void,
): Promise<number> {
  return await readPages(call, { room }, page)
}

async function readPages(
  call: Client['call'],
  { room, types }: { readonly room: RoomId; readonly types?: string },
  page: (entries: readonly Entry[]) => void,
): Promise<number> {
  for (let after = 0; ; ) {
    const query = types === undefined ? { after } : { after, types }
    const { head, entries } = await call(listEntries, { params: { room }, query })
    page(entries)
    if (entries.length < replayLimit) return head
    after = entries.at(-1)?.seq ?? after
  }
}
