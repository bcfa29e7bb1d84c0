import type { RoomId, UserId } from '@stoa/contract/http'
import type { Member, MemberRole, RoomKind } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import type { Membership } from '../rooms.ts'

export interface NewRoom {
  readonly id: RoomId
  readonly kind: RoomKind
  readonly name: string | null
  readonly uniqueKey: string | null
  readonly by: UserId
  readonly at: number
}

/** True where the room was made; false where one of that kind and key exists. */
export async function insertRoom(tx: Db, room: NewRoom): Promise<boolean> {
  const result = await sql`
    INSERT INTO rooms (id, kind, name, unique_key, last_at, active_at, created_at, created_by)
    VALUES (${room.id}, ${room.kind}, ${room.name}, ${room.uniqueKey}, ${room.at}, ${room.at}, ${room.at}, ${room.by})
    ON CONFLICT (kind, unique_key) DO NOTHING`.execute(tx)
  return result.numAffectedRows === 1n
}

export async function findRoom(db: Db, kind: RoomKind, uniqueKey: string): Promise<RoomId | null> {
  const result = await sql<{ id: RoomId }>`
    SELECT id FROM rooms WHERE kind = ${kind} AND unique_key = ${uniqueKey}`.execute(db)
  return result.rows[0]?.id ?? null
}

export async function updateRoom(
  tx: Db,
  change: {
    readonly room: RoomId
    readonly name: string | undefined
    readonly picture: string | null | undefined
    readonly closed: boolean | undefined
  },
): Promise<void> {
  await sql`
    UPDATE rooms SET
      name = CASE WHEN ${change.name !== undefined}::boolean THEN ${change.name ?? null}::text ELSE name END,
      picture = CASE WHEN ${change.picture !== undefined}::boolean THEN ${change.picture ?? null}::text ELSE picture END,
      closed = COALESCE(${change.closed ?? null}::boolean, closed)
    WHERE id = ${change.room}`.execute(tx)
}

/** Adds members who have read nothing yet of what counts; gives those who were not there before. */
export async function insertMembers(
  tx: Db,
  add: {
    readonly room: RoomId
    readonly users: readonly UserId[]
    readonly roles: readonly MemberRole[]
    readonly at: number
  },
): Promise<UserId[]> {
  const result = await sql<{ user_id: UserId }>`
    INSERT INTO room_members (room_id, user_id, role, joined_at, delivered, read, read_counted)
    SELECT r.id, added.user_id, added.role, ${add.at}, r.head, r.head, r.counted
    FROM rooms r, unnest(${add.users}::uuid[], ${add.roles}::text[]) AS added (user_id, role)
    WHERE r.id = ${add.room}
    ON CONFLICT (room_id, user_id) DO NOTHING
    RETURNING user_id`.execute(tx)
  return result.rows.map((row) => row.user_id)
}

export async function deleteMember(tx: Db, room: RoomId, user: UserId): Promise<boolean> {
  const result = await sql`DELETE FROM room_members WHERE room_id = ${room} AND user_id = ${user}`.execute(tx)
  return result.numAffectedRows === 1n
}

export async function updateRole(tx: Db, room: RoomId, user: UserId, role: MemberRole): Promise<boolean> {
  const result = await sql`
    UPDATE room_members SET role = ${role} WHERE room_id = ${room} AND user_id = ${user} AND role <> ${role}`.execute(
    tx,
  )
  return result.numAffectedRows === 1n
}

/** Every change of members or roles ends with this: it tells other nodes that what they remember is old. */
export async function touchMembers(tx: Db, room: RoomId): Promise<void> {
  await sql`UPDATE rooms SET members_version = members_version + 1 WHERE id = ${room}`.execute(tx)
}

/** Memberships for pairs of room and user; pairs that are none are left out. */
export async function readMemberships(
  db: Db,
  pairs: { readonly rooms: readonly RoomId[]; readonly users: readonly UserId[] },
): Promise<Membership[]> {
  const result = await sql<Membership>`
    SELECT r.id AS room, r.kind, r.closed, r.head, m.user_id AS user, m.role, m.delivered, m.read
    FROM unnest(${pairs.rooms}::uuid[], ${pairs.users}::uuid[]) AS wanted (room_id, user_id)
    JOIN room_members m ON m.room_id = wanted.room_id AND m.user_id = wanted.user_id
    JOIN rooms r ON r.id = m.room_id`.execute(db)
  return result.rows
}

export async function readMembers(db: Db, room: RoomId): Promise<Member[]> {
  const result = await sql<Member>`
    SELECT user_id AS user, role, joined_at AS "joinedAt", delivered, read
    FROM room_members WHERE room_id = ${room} ORDER BY joined_at, user_id`.execute(db)
  return result.rows
}
