import * as z from 'zod'
import { Instant, UserId } from '../http/index.ts'
import { type Entry, roomEntryTypes, Seq } from '../rooms/index.ts'
import { edit, message, reaction, remove } from './types.ts'

/** A message as a reader sees it: the entry with its edits, reactions and deletion folded in. */
export const Message = z.object({
  kind: z.literal('message'),
  seq: Seq,
  author: UserId.nullable(),
  at: Instant,
  clientId: z.string().nullable(),
  text: z.string().describe('Empty once deleted'),
  deleted: z.boolean(),
  editedAt: Instant.nullable(),
  replyTo: Seq.nullable(),
  forwardedFrom: z.string().nullable(),
  reactions: z.record(UserId, z.string()).describe('Who reacted with what'),
  asOf: Seq.describe('Seq of the newest entry folded in'),
})
export type Message = z.output<typeof Message>

/** Something of the room itself: a member came, a name changed. */
export const Happening = z.object({
  kind: z.literal('happening'),
  seq: Seq,
  author: UserId.nullable(),
  at: Instant,
  type: z.string(),
  body: z.unknown(),
  asOf: Seq,
})
export type Happening = z.output<typeof Happening>

export const Item = z.discriminatedUnion('kind', [Message, Happening])
export type Item = z.output<typeof Item>

const happenings: ReadonlySet<string> = new Set(roomEntryTypes.map((type) => type.name))

/** The item an entry begins; undefined where the entry only changes another or is of a type chat does not show. */
export function beginItem(entry: Entry): Item | undefined {
  const { seq, author, at, clientId } = entry
  if (entry.type === message.name) {
    const body = message.stored.safeParse(entry.body)
    const stored = body.success ? body.data : undefined
    return {
      kind: 'message',
      seq,
      author,
      at,
      clientId,
      text: stored?.text ?? '',
      deleted: stored === undefined,
      editedAt: null,
      replyTo: stored?.replyTo ?? null,
      forwardedFrom: stored?.forwarded?.from ?? null,
      reactions: {},
      asOf: seq,
    }
  }
  if (!happenings.has(entry.type)) return undefined
  return { kind: 'happening', seq, author, at, type: entry.type, body: entry.body, asOf: seq }
}

/**
 * An item after an entry about it. Entries already folded in (`seq <= item.asOf`) change nothing, so overlapping pages
 * and live entries may be applied in any amount as long as they come in order.
 */
export function foldItem(item: Item, entry: Entry): Item {
  if (item.kind !== 'message' || entry.about !== item.seq || entry.seq <= item.asOf) return item
  const next = { ...item, asOf: entry.seq }
  if (item.deleted) return next
  switch (entry.type) {
    case edit.name: {
      const body = edit.stored.safeParse(entry.body)
      return body.success ? { ...next, text: body.data.text, editedAt: entry.at } : next
    }
    case remove.name:
      return {
        ...next,
        text: '',
        deleted: true,
        editedAt: null,
        replyTo: null,
        forwardedFrom: null,
        reactions: {},
      }
    case reaction.name: {
      const body = reaction.stored.safeParse(entry.body)
      return body.success && entry.author !== null
        ? { ...next, reactions: toggled(item, entry.author, body.data.emoji) }
        : next
    }
    default:
      return next
  }
}

function toggled(item: Message, by: UserId, emoji: string): Message['reactions'] {
  const { [by]: before, ...others } = item.reactions
  return before === emoji ? others : { ...others, [by]: emoji }
}

/** Folds entries, oldest first, into the items of a timeline, changing `items` in place. Items it does not hold are left out. */
export function foldEntries(items: Map<number, Item>, entries: Iterable<Entry>): void {
  for (const entry of entries) {
    if (entry.about === null) {
      if (items.has(entry.seq)) continue
      const item = beginItem(entry)
      if (item !== undefined) items.set(entry.seq, item)
    } else {
      const item = items.get(entry.about)
      if (item !== undefined) items.set(entry.about, foldItem(item, entry))
    }
  }
}
