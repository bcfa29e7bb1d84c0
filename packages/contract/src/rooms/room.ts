import * as z from 'zod'
import { Instant, isPlain, isVisible, keepsDirection, RoomId, UserId } from '../http/index.ts'
import { Cursor, Entry } from './entry.ts'

/** `staff`: the back room of another one, for those who run it. */
export const RoomKind = z.enum(['direct', 'group', 'stream', 'call', 'interview', 'staff'])
export type RoomKind = z.output<typeof RoomKind>

/** What a member may do in a room: owners also change it and its members; readers append only what a type lets them. */
export const MemberRole = z.enum(['owner', 'member', 'reader'])
export type MemberRole = z.output<typeof MemberRole>

/** How far a member has got. Both only move forward (T10). */
export const Mark = z.object({ user: UserId, delivered: Cursor, read: Cursor })
export type Mark = z.output<typeof Mark>

export const Member = Mark.extend({ role: MemberRole, joinedAt: Instant })
export type Member = z.output<typeof Member>

export const RoomName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isVisible, 'must not be empty')
  .refine(isPlain, 'must not hold control characters')
  .refine(keepsDirection, 'must not turn the direction of text')

/** A room as one of its members sees it. */
export const Room = z
  .object({
    id: RoomId,
    kind: RoomKind,
    name: z.string().nullable().describe('Null for a direct room, which is named after the other person'),
    picture: z.string().nullable().describe('Path of the picture; null for none'),
    closed: z.boolean().describe('A closed room can be read but takes no entries, signals or presence'),
    createdAt: Instant,
    head: Cursor.describe('Seq of the newest entry'),
    role: MemberRole,
    delivered: Cursor,
    read: Cursor,
    unread: z.int().min(0).describe('Counting entries after `read`'),
    memberCount: z.int().min(0),
    members: z.array(UserId).describe('The first 8 members by time of joining, without the caller'),
    latest: z.array(Entry).describe('The newest counting entry, and after it every entry about it'),
    activeAt: Instant.describe('When the newest counting entry was made; the creation where there is none'),
  })
  .describe('A room as one of its members sees it')
export type Room = z.output<typeof Room>
