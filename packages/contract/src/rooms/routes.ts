import * as z from 'zod'
import { RoomId, route, Text } from '../http/index.ts'
import { Cursor, Entry } from './entry.ts'
import { Member, Room, RoomKind } from './room.ts'
import { replayLimit, Sent, verbs } from './socket.ts'

const inRoom = z.object({ room: RoomId })
const tag = 'rooms'

export const listRooms = route({
  method: 'GET',
  path: '/api/v1/rooms',
  access: 'guest',
  tag,
  summary: 'My rooms, newest activity first',
  query: z.object({
    kind: RoomKind.optional(),
    before: z.coerce.number().int().optional().describe('`activeAt` of the last room of the page before'),
    beforeRoom: RoomId.optional().describe('Its id, which tells rooms of the same moment apart'),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  reply: z.object({ rooms: z.array(Room) }),
})

export const getRoom = route({
  method: 'GET',
  path: '/api/v1/rooms/:room',
  access: 'guest',
  tag,
  summary: 'One room',
  params: inRoom,
  reply: Room,
  faults: ['NOT_FOUND'],
})

export const listMembers = route({
  method: 'GET',
  path: '/api/v1/rooms/:room/members',
  access: 'guest',
  tag,
  summary: "A room's members with their roles and marks",
  params: inRoom,
  reply: z.object({ members: z.array(Member) }),
  faults: ['NOT_FOUND'],
})

export const listEntries = route({
  method: 'GET',
  path: '/api/v1/rooms/:room/entries',
  access: 'guest',
  tag,
  summary: 'Entries as they happened, oldest first',
  params: inRoom,
  query: z.object({
    after: z.coerce.number().pipe(Cursor).default(0),
    limit: z.coerce.number().int().min(1).max(replayLimit).default(replayLimit),
    types: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(Text.min(1).max(64)).max(50))
      .optional()
      .describe('Only entries of these types, up to 50 separated by commas'),
  }),
  reply: z.object({
    head: Cursor.describe(
      'Whatever was asked for of the timeline up to here is in this page or in those that follow it',
    ),
    entries: z.array(Entry),
  }),
  faults: ['NOT_FOUND'],
})

export const sendEntry = route({
  method: 'POST',
  path: '/api/v1/rooms/:room/entries',
  access: 'guest',
  tag,
  summary: 'Append an entry',
  description: 'The same as the socket verb `send`; repeat it with the same `clientId` as often as you like.',
  params: inRoom,
  body: verbs.send.request.omit({ room: true }),
  reply: Sent,
  status: 201,
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'UNKNOWN_TYPE', 'ROOM_CLOSED', 'BLOCKED'],
  limit: { max: 600, seconds: 60 },
})

export const roomRoutes = [listRooms, getRoom, listMembers, listEntries, sendEntry] as const
