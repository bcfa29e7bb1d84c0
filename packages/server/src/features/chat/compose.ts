import type { Message, message } from '@stoa/contract/chat'
import { Fault, type RoomId } from '@stoa/contract/http'
import type * as z from 'zod'
import type { Database } from '../../platform/database/database.ts'
import type { Caller } from '../../platform/http/handler.ts'
import type { Rooms } from '../../rooms/index.ts'
import { readMessages } from './items.ts'
import type { ChatAccounts } from './needs.ts'

export interface ComposeNeeds {
  readonly database: Pick<Database, 'db'>
  readonly rooms: Pick<Rooms, 'items' | 'membership'>
  readonly accounts: Pick<ChatAccounts, 'profiles'>
}

type Sent = z.output<typeof message.sent>
type Stored = z.input<typeof message.stored>

/** Shown for somebody whose account is gone. */
const nobody = 'Deleted account'

/**
 * What is stored of a message: what was written, or the source's text for a forward (M2).
 *
 * @throws Fault BAD_REQUEST for a reply to what is no message of the room, NOT_FOUND and GONE for a source that one may not
 * read or that was deleted
 */
export async function compose(
  needs: ComposeNeeds,
  sent: Sent,
  { room, sender }: { readonly room: RoomId; readonly sender: Caller },
): Promise<Stored> {
  if ('forward' in sent) return forward(needs, sent.forward, sender)
  const { text, replyTo } = sent
  if (replyTo === undefined) return { text }
  const quoted = await readAsMember(needs, { room, seq: replyTo }, sender)
  if (quoted === undefined)
    throw new Fault('BAD_REQUEST', '`replyTo` must be the seq of a message of this room.')
  return { text, replyTo }
}

async function forward(
  needs: ComposeNeeds,
  source: { readonly room: RoomId; readonly seq: number },
  sender: Caller,
): Promise<Stored> {
  const message = await readAsMember(needs, source, sender)
  if (message === undefined) throw new Fault('NOT_FOUND')
  if (message.deleted) throw new Fault('GONE', 'This message was deleted.')
  return { text: message.text, forwarded: { from: await firstAuthor(needs, message) } }
}

/** Forwarding something forwarded keeps the name of who wrote it. */
async function firstAuthor({ accounts, database }: ComposeNeeds, message: Message): Promise<string> {
  if (message.forwardedFrom !== null) return message.forwardedFrom
  if (message.author === null) return nobody
  const profiles = await accounts.profiles(database.db, [message.author])
  return profiles.get(message.author)?.name ?? nobody
}

/** NOT_FOUND for a room that one is no member of, whatever is in it (T8). */
async function readAsMember(
  { rooms, database: { db } }: ComposeNeeds,
  place: { readonly room: RoomId; readonly seq: number },
  sender: Caller,
): Promise<Message | undefined> {
  await rooms.membership(db, place.room, sender.user)
  const [found] = await readMessages(rooms, db, [place])
  return found?.message
}
