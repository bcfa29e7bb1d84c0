import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import {
  type EntryType,
  type MemberRole,
  memberJoined,
  memberLeft,
  memberRoleChanged,
  roomChanged,
  roomCreated,
  roomEntryTypes,
} from '@stoa/contract/rooms'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Database, Db } from '../../platform/database/database.ts'
import type { Rooms } from '../rooms.ts'
import type { EntryRule } from '../rules.ts'
import type { Appender } from '../timeline/appender.ts'
import { encodeBody } from '../timeline/json.ts'
import type { Pending } from '../timeline/pending.ts'
import {
  deleteMember,
  findRoom,
  insertMembers,
  insertRoom,
  touchMembers,
  updateRole,
  updateRoom,
} from './store.ts'

export interface MembershipOptions {
  readonly database: Database
  readonly appender: Appender
  readonly clock: Clock
  readonly newId: () => string
  /** Told after the commit: these people are now in the room. */
  readonly joined: (room: RoomId, users: readonly UserId[]) => void
}

export type MembershipService = Pick<
  Rooms,
  'create' | 'change' | 'addMembers' | 'removeMember' | 'setMemberRole'
>

const everyKind = ['direct', 'group', 'stream', 'call', 'interview', 'staff'] as const

/** The kernel's own entry types. Each is appended together with what it tells of, in one transaction. */
export const kernelRules: readonly EntryRule[] = roomEntryTypes.map((type) => ({ type, kinds: everyKind }))

/** Makes and changes rooms and their membership. Who may is for the calling feature to decide. */
export function createMembership(options: MembershipOptions): MembershipService {
  const { database, appender, clock, newId, joined } = options

  function inTransaction<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
    return db.isTransaction ? work(db) : database.transaction(work)
  }

  function tell(room: RoomId, author: UserId | null, type: EntryType, body: unknown): Pending {
    const rule = kernelRules.find((one) => one.type === type)
    if (rule === undefined) throw new Error(`${type.name} is not the kernel's`)
    return { room, rule, sender: null, author, clientId: null, about: null, body, json: encodeBody(body) }
  }

  return {
    create: (db, { kind, name, by, members, unique }) =>
      inTransaction(db, async (tx) => {
        const room = newId() as RoomId
        const at = clock()
        if (!(await insertRoom(tx, { id: room, kind, name, uniqueKey: unique ?? null, by, at }))) {
          const existing = unique === undefined ? null : await findRoom(tx, kind, unique)
          if (existing === null) throw new Fault('CONFLICT')
          return { room: existing, made: false }
        }
        const users = members.map((member) => member.user)
        await insertMembers(tx, { room, users, roles: members.map((member) => member.role), at })
        await appender.appendIn(tx, [
          tell(room, by, roomCreated, { kind, name, members: users.slice(0, 1000) }),
        ])
        database.afterCommit(tx, () => joined(room, users))
        return { room, made: true }
      }),

    change: (db, { room, by, name, picture, closed }) =>
      inTransaction(db, async (tx) => {
        const body = {
          ...(name === undefined ? {} : { name }),
          ...(picture === undefined ? {} : { picture }),
          ...(closed === undefined ? {} : { closed }),
        }
        await appender.appendIn(tx, [tell(room, by, roomChanged, body)])
        await updateRoom(tx, { room, name, picture, closed })
      }),

    addMembers: (db, { room, by, users, role, quiet = false }) =>
      inTransaction(db, async (tx) => {
        const wanted = [...new Set(users)]
        const added = await insertMembers(tx, {
          room,
          users: wanted,
          roles: wanted.map(() => role),
          at: clock(),
        })
        if (added.length === 0) return
        // Nothing known of those who were there before is wrong by it.
        if (!quiet) {
          await touchMembers(tx, room)
          await appender.appendIn(
            tx,
            added.map((user) => tell(room, by, memberJoined, { user, role })),
          )
        }
        database.afterCommit(tx, () => joined(room, added))
      }),

    removeMember: (db, { room, by, user }) =>
      inTransaction(db, async (tx) => {
        // The entry first, also for whoever delivers it: it is what puts them out on every node (T8). It takes the room's lock, behind which no send of theirs can slip in any more.
        await appender.appendIn(tx, [tell(room, by, memberLeft, { user })])
        if (!(await deleteMember(tx, room, user))) throw new Fault('NOT_FOUND')
        await touchMembers(tx, room)
      }),

    setMemberRole: (
      db,
      { room, by, user, role }: { room: RoomId; by: UserId | null; user: UserId; role: MemberRole },
    ) =>
      inTransaction(db, async (tx) => {
        await appender.appendIn(tx, [tell(room, by, memberRoleChanged, { user, role })])
        if (!(await updateRole(tx, room, user, role)))
          throw new Fault('CONFLICT', 'They have that role already, or are not in the room.')
        await touchMembers(tx, room)
      }),
  }
}
