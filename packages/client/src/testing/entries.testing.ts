import { edit, type Message, message, reaction } from '@stoa/contract/chat'
import { ClientId, RoomId, UserId } from '@stoa/contract/http'
import type { Entry, Member, Room } from '@stoa/contract/rooms'

export const ada = UserId.parse('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa')
export const bob = UserId.parse('bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb')
export const cyd = UserId.parse('cccccccc-cccc-4ccc-8ccc-cccccccccccc')
export const agora = RoomId.parse('dddddddd-dddd-4ddd-8ddd-dddddddddddd')

/** A client id that says which one it is. */
export function clientIdOf(n: number): ClientId {
  return ClientId.parse(`eeeeeeee-eeee-4eee-8eee-${String(n).padStart(12, '0')}`)
}

export function entry(seq: number, fields: Partial<Entry> = {}): Entry {
  return {
    seq,
    type: message.name,
    author: ada,
    about: null,
    at: seq * 1000,
    clientId: clientIdOf(seq),
    body: { text: `message ${seq}` },
    ...fields,
  }
}

export function edited(seq: number, about: number, text: string): Entry {
  return entry(seq, { type: edit.name, about, body: { text } })
}

export function reacted(seq: number, about: number, emoji: string, author = bob): Entry {
  return entry(seq, { type: reaction.name, about, body: { emoji }, author })
}

export function item(seq: number, fields: Partial<Message> = {}): Message {
  return {
    kind: 'message',
    seq,
    author: ada,
    at: seq * 1000,
    clientId: clientIdOf(seq),
    text: `message ${seq}`,
    deleted: false,
    editedAt: null,
    replyTo: null,
    forwardedFrom: null,
    reactions: {},
    asOf: seq,
    ...fields,
  }
}

export function member(user: UserId, fields: Partial<Member> = {}): Member {
  return { user, delivered: 0, read: 0, role: 'member', joinedAt: 0, ...fields }
}

export function room(fields: Partial<Room> = {}): Room {
  return {
    id: agora,
    kind: 'group',
    name: 'Agora',
    picture: null,
    closed: false,
    createdAt: 0,
    head: 0,
    role: 'member',
    delivered: 0,
    read: 0,
    unread: 0,
    memberCount: 3,
    members: [bob, cyd],
    latest: [],
    activeAt: 0,
    ...fields,
  }
}
