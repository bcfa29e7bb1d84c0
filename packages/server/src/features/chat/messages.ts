import { edit, foldEntries, type Item, type Message, message, type Page } from '@stoa/contract/chat'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { type Entry, roomEntryTypes } from '@stoa/contract/rooms'
import type { Db } from '../../platform/database/database.ts'
import type { Place, Rooms } from '../../rooms/index.ts'
import { foldMessage, readMessages } from './items.ts'

type ReadRooms = Pick<Rooms, 'membership' | 'members' | 'stretch' | 'items'>
interface Asked {
  readonly by: UserId
  readonly room: RoomId
}
type AskedMessage = Asked & { readonly seq: number }

/** What begins something a conversation shows. */
const types = [message, ...roomEntryTypes].map((type) => type.name)

/** Items of a conversation as they are now. Faults: NOT_FOUND. */
export async function readPage(
  rooms: ReadRooms,
  db: Db,
  { by, room, place, limit }: Asked & { readonly place: Place; readonly limit: number },
): Promise<Page> {
  const { head } = await rooms.membership(db, room, by)
  const { first, about, more } = await rooms.stretch(db, { room, types, place, limit, head })
  const items = new Map<number, Item>()
  foldEntries(items, first)
  foldEntries(items, about)
  return {
    head,
    items: [...items.values()],
    quotes: await readQuotes(rooms, db, room, items.values()),
    before: more.before ? (first.at(0)?.seq ?? null) : null,
    after: more.after ? (first.at(-1)?.seq ?? null) : null,
  }
}

async function readQuotes(rooms: ReadRooms, db: Db, room: RoomId, items: Iterable<Item>): Promise<Message[]> {
  const quoted = new Set<number>()
  for (const item of items) if (item.kind === 'message' && item.replyTo !== null) quoted.add(item.replyTo)
  const found = await readMessages(
    rooms,
    db,
    [...quoted].map((seq) => ({ room, seq })),
  )
  return found.map((one) => one.message).sort((one, other) => one.seq - other.seq)
}

/** One message and whom it has reached, its author left out. Faults: NOT_FOUND. */
export async function readMessage(
  rooms: ReadRooms,
  db: Db,
  { by, room, seq }: AskedMessage,
): Promise<{ message: Message; delivered: UserId[]; read: UserId[] }> {
  await rooms.membership(db, room, by)
  const [found] = await readMessages(rooms, db, [{ room, seq }])
  if (found === undefined) throw new Fault('NOT_FOUND')
  const others = (await rooms.members(db, room)).filter((member) => member.user !== found.message.author)
  const reached = (mark: (member: (typeof others)[number]) => number) =>
    others.filter((member) => mark(member) >= seq).map((member) => member.user)
  return {
    message: found.message,
    delivered: reached((member) => Math.max(member.delivered, member.read)),
    read: reached((member) => member.read),
  }
}

/**
 * The texts a message had before the one it has, oldest first, with when each was written. For moderators, in any room; none
 * once it was deleted (T12). Faults: NOT_FOUND.
 */
export async function readEdits(
  rooms: Pick<Rooms, 'items'>,
  db: Db,
  place: { readonly room: RoomId; readonly seq: number },
): Promise<{ at: number; text: string }[]> {
  const [found] = await rooms.items(db, [place])
  if (found === undefined || foldMessage(found.entries) === undefined) throw new Fault('NOT_FOUND')
  return found.entries.flatMap(textOf).slice(0, -1)
}

function textOf({ type, at, body }: Entry): { at: number; text: string }[] {
  const schema = type === message.name ? message.stored : type === edit.name ? edit.stored : null
  const parsed = schema?.safeParse(body)
  return parsed?.success === true ? [{ at, text: parsed.data.text }] : []
}
