import * as z from 'zod'
import { Instant, RoomId, route, UserId } from '../http/index.ts'
import { Cursor, MemberRole, Room, RoomName, Seq } from '../rooms/index.ts'
import { Item, Message } from './fold.ts'

const tag = 'chat'
const inRoom = z.object({ room: RoomId })
const oneMember = z.object({ room: RoomId, user: UserId })
const maxMembers = 1000

export const createChat = route({
  method: 'POST',
  path: '/api/v1/chats',
  access: 'user',
  tag,
  summary: 'Open a direct room or make a group',
  description: 'A pair of people has one direct room: asking again gives the same one (M5).',
  body: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('direct'), user: UserId }),
    z.strictObject({
      kind: z.literal('group'),
      name: RoomName,
      members: z.array(UserId).max(maxMembers).default([]),
    }),
  ]),
  reply: Room,
  faults: ['NOT_FOUND', 'BLOCKED'],
  limit: { max: 30, seconds: 60 },
})

export const changeChat = route({
  method: 'PATCH',
  path: '/api/v1/chats/:room',
  access: 'user',
  tag,
  summary: "Change a group's name (owners)",
  params: inRoom,
  body: z.strictObject({ name: RoomName }),
  reply: Room,
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
})

export const setChatPicture = route({
  method: 'PUT',
  path: '/api/v1/chats/:room/picture',
  access: 'user',
  tag,
  summary: "Set a group's picture (owners)",
  params: inRoom,
  body: { bytes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'], maxBytes: 10 * 1024 * 1024 },
  reply: Room,
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'UNSUPPORTED_TYPE', 'TOO_LARGE'],
})

export const addMembers = route({
  method: 'POST',
  path: '/api/v1/chats/:room/members',
  access: 'user',
  tag,
  summary: 'Add people to a group (owners)',
  params: inRoom,
  body: z.strictObject({ users: z.array(UserId).min(1).max(maxMembers) }),
  reply: Room,
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'BLOCKED'],
})

export const removeMember = route({
  method: 'DELETE',
  path: '/api/v1/chats/:room/members/:user',
  access: 'user',
  tag,
  summary: 'Remove someone (owners) or leave',
  description: 'When the last owner leaves, the member who has been there longest becomes owner.',
  params: oneMember,
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
})

export const setMemberRole = route({
  method: 'PUT',
  path: '/api/v1/chats/:room/members/:user/role',
  access: 'user',
  tag,
  summary: 'Make someone owner or plain member (owners)',
  params: oneMember,
  body: z.strictObject({ role: MemberRole.exclude(['reader']) }),
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'CONFLICT'],
})

/** A stretch of a timeline with its folds, and the messages its replies quote. */
export const Page = z.object({
  head: Cursor.describe('Seq of the newest entry when this page was read'),
  items: z.array(Item).describe('Oldest first'),
  quotes: z.array(Message).describe('Messages that replies on this page quote, as they are now'),
  before: Seq.nullable().describe('Pass as `before` for the page before; null at the beginning'),
  after: Seq.nullable().describe('Pass as `after` for the page after; null at the end'),
})
export type Page = z.output<typeof Page>

export const listMessages = route({
  method: 'GET',
  path: '/api/v1/chats/:room/messages',
  access: 'guest',
  tag,
  summary: 'Read a page of messages',
  description:
    'The newest ones; or those before, after or around a seq, or from a time on. At most one of the four.',
  params: inRoom,
  query: z
    .object({
      before: z.coerce.number().pipe(Seq).optional(),
      after: z.coerce.number().pipe(Cursor).optional(),
      around: z.coerce.number().pipe(Seq).optional(),
      from: z.coerce.number().pipe(Instant).optional().describe('Jump to this time'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    })
    .refine(
      (query) =>
        [query.before, query.after, query.around, query.from].filter((one) => one !== undefined).length <= 1,
      'give at most one of before, after, around and from',
    ),
  reply: Page,
  faults: ['NOT_FOUND'],
})

export const getMessage = route({
  method: 'GET',
  path: '/api/v1/chats/:room/messages/:seq',
  access: 'guest',
  tag,
  summary: 'One message with who has received and read it',
  params: z.object({ room: RoomId, seq: z.coerce.number().pipe(Seq) }),
  reply: z.object({ message: Message, delivered: z.array(UserId), read: z.array(UserId) }),
  faults: ['NOT_FOUND'],
})

export const listEdits = route({
  method: 'GET',
  path: '/api/v1/chats/:room/messages/:seq/edits',
  access: 'moderator',
  tag,
  summary: "A message's earlier texts (moderators)",
  params: z.object({ room: RoomId, seq: z.coerce.number().pipe(Seq) }),
  reply: z.object({ edits: z.array(z.object({ at: Instant, text: z.string() })) }),
  faults: ['NOT_FOUND'],
})

/** A found message with where the words are: `[start, end)` offsets into `message.text` in UTF-16 units. */
export const Hit = z.object({
  room: RoomId,
  message: Message,
  highlights: z.array(z.tuple([z.int(), z.int()])),
})
export type Hit = z.output<typeof Hit>

export const searchMessages = route({
  method: 'GET',
  path: '/api/v1/search',
  access: 'user',
  tag,
  summary: 'Search my messages, newest first',
  description:
    'Every word must occur; a word matches as a beginning. Chinese, Japanese and Korean match anywhere.',
  query: z.object({
    query: z.string().trim().min(1).max(200),
    room: RoomId.optional(),
    before: z.string().max(100).optional().describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  }),
  reply: z.object({ hits: z.array(Hit), next: z.string().nullable() }),
  faults: ['NOT_FOUND'],
  limit: { max: 120, seconds: 60 },
})

export const chatRoutes = [
  createChat,
  changeChat,
  setChatPicture,
  addMembers,
  removeMember,
  setMemberRole,
  listMessages,
  getMessage,
  listEdits,
  searchMessages,
] as const
