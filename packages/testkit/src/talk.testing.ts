import { randomUUID } from 'node:crypto'
import {
  type Client,
  type ClientOptions,
  createClient,
  type LiveMessage,
  type OpenConversation,
  type Store,
} from '@stoa/client'
import { message as chatMessage, createChat } from '@stoa/contract/chat'
import type { RoomId, UserId } from '@stoa/contract/http'
import { sendEntry } from '@stoa/contract/rooms'
import type { MailboxReader } from './mailbox.ts'

/** Resolves once the store holds what is wanted, with it. */
export function until<T>(store: Store<T>, wanted: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const leave = store.subscribe(look)
    let over = false
    function look(): void {
      const value = store.get()
      if (over || !wanted(value)) return
      over = true
      leave()
      resolve(value)
    }
    look()
  })
}

export interface Person {
  readonly client: Client
  readonly id: UserId
}

/** Signs somebody in and has them online. */
export async function join(
  node: MailboxReader & { readonly url: string },
  email: string,
  options: Partial<ClientOptions> = {},
): Promise<Person> {
  const client = createClient({ url: node.url, tokens: 'body', ...options })
  await client.start()
  await client.login(email)
  await client.verify(email, await node.codeFor(email))
  return { client, id: await online(client) }
}

/** Waits until a client is signed in, connected and has its rooms; gives who it is. */
export async function online(client: Client): Promise<UserId> {
  const session = await until(client.session, ({ status }) => status === 'signed-in')
  await until(client.connection, ({ status }) => status === 'online')
  await until(client.rooms, ({ status }) => status === 'ready')
  if (session.status !== 'signed-in') throw new Error('not signed in')
  return session.me.id
}

export async function openDirect(from: Person, to: Person): Promise<RoomId> {
  const room = await from.client.call(createChat, { body: { kind: 'direct', user: to.id } })
  for (const { client } of [from, to])
    await until(client.rooms, ({ rooms }) => rooms.some(({ id }) => id === room.id))
  return room.id
}

export function messagesOf(conversation: OpenConversation): LiveMessage[] {
  return conversation.get().items.filter((item) => item.kind === 'message')
}

export function textsOf(conversation: OpenConversation): string[] {
  return messagesOf(conversation).map(({ text }) => text)
}

/** Waits until the conversation shows these texts, in this order, with nothing on its way. */
export async function shows(conversation: OpenConversation, texts: readonly string[]): Promise<void> {
  await until(conversation, () => {
    const held = messagesOf(conversation)
    return (
      held.length === texts.length && held.every(({ text, seq }, place) => text === texts[place] && seq > 0)
    )
  })
}

/** The message with this text, once it is there. */
export async function message(conversation: OpenConversation, text: string): Promise<LiveMessage> {
  let found: LiveMessage | undefined
  await until(conversation, () => {
    found = messagesOf(conversation).find((held) => held.text === text && held.seq > 0)
    return found !== undefined
  })
  if (found === undefined) throw new Error('it was there')
  return found
}

/** Puts this many messages into a room at once; gives their texts as the room orders them. */
export async function fill({ client }: Person, room: RoomId, count: number): Promise<string[]> {
  const sent = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const text = `message ${n}`
      const body = { type: chatMessage.name, clientId: randomUUID(), body: { text } }
      const { seq } = await client.call(sendEntry, { params: { room }, body })
      return { seq, text }
    }),
  )
  return sent.sort((a, b) => a.seq - b.seq).map(({ text }) => text)
}
