import * as z from 'zod'
import { UserId } from '../http/index.ts'
import { entryType } from './entry.ts'
import { MemberRole, RoomKind, RoomName } from './room.ts'

/** The kernel's own entry types. Only the server makes them, with the membership they tell of, in one transaction. */
const byServer = { counts: false, about: 'none', rate: null } as const

function serverEntry<const S extends z.ZodType>(name: string, body: S) {
  return entryType({ name, sent: z.never(), stored: body, ...byServer })
}

export const roomCreated = serverEntry(
  'room.created',
  z.object({ kind: RoomKind, name: z.string().nullable(), members: z.array(UserId) }),
)
export const roomChanged = serverEntry(
  'room.changed',
  z.object({
    name: RoomName.optional(),
    picture: z.string().nullable().optional(),
    closed: z.boolean().optional(),
  }),
)
export const memberJoined = serverEntry('room.joined', z.object({ user: UserId, role: MemberRole }))
/** `user` left by themselves where they are the author, and was removed where not. */
export const memberLeft = serverEntry('room.left', z.object({ user: UserId }))
export const memberRoleChanged = serverEntry('room.role', z.object({ user: UserId, role: MemberRole }))

export const roomEntryTypes = [roomCreated, roomChanged, memberJoined, memberLeft, memberRoleChanged] as const
