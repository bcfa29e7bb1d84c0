import type { RoomId, UserId } from '@stoa/contract/http'
import type { Entry, MemberRole, Room, RoomKind } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import { readItems } from '../timeline/stretch.ts'

interface ViewRow {
  readonly id: RoomId
  readonly kind: RoomKind
  readonly name: string | null
  readonly picture: string | null
  readonly closed: boolean
  readonly created_at: number
  readonly head: number
  readonly counted: number
  readonly latest: number | null
  readonly active_at: number
  readonly role: MemberRole
  readonly delivered: number
  readonly read: number
  readonly read_counted: number
  readonly member_count: number
  readonly members: readonly UserId[]
}

/** How many members a room view names. */
const named = 8

export interface ViewFilter {
  readonly user: UserId
  readonly room?: RoomId
  readonly kind?: RoomKind
  /** Only rooms whose last activity was before this. */
  readonly before?: number
  /** Where the page before ended: among rooms of that same moment, those after this one. */
  readonly beforeRoom?: RoomId
  readonly limit: number
}

/** Rooms as this member sees them, newest activity first. */
export async function readViews(db: Db, filter: ViewFilter): Promise<Room[]> {
  const result = await sql<ViewRow>`
    SELECT r.id, r.kind, r.name, r.picture, r.closed, r.created_at, r.head, r.counted, r.latest, r.active_at,
      m.role, m.delivered, m.read, m.read_counted,
      (SELECT count(*)::int FROM room_members c WHERE c.room_id = r.id) AS member_count,
      ARRAY(
        SELECT o.user_id::text FROM room_members o WHERE o.room_id = r.id AND o.user_id <> m.user_id
        ORDER BY o.joined_at, o.user_id LIMIT ${named}
      ) AS members
    FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.user_id = ${filter.user}
      AND (${filter.room ?? null}::uuid IS NULL OR r.id = ${filter.room ?? null}::uuid)
      AND (${filter.kind ?? null}::text IS NULL OR r.kind = ${filter.kind ?? null}::text)
      AND (${filter.before ?? null}::bigint IS NULL OR r.active_at < ${filter.before ?? null}::bigint
        OR (r.active_at = ${filter.before ?? null}::bigint AND r.id > ${filter.beforeRoom ?? null}::uuid))
    ORDER BY r.active_at DESC, r.id LIMIT ${filter.limit}`.execute(db)
  const wanted = result.rows.flatMap((row) =>
    row.latest === null ? [] : [{ room: row.id, seq: row.latest }],
  )
  const items = wanted.length === 0 ? [] : await readItems(db, wanted)
  const latest = new Map(items.map((item) => [item.room, item.entries]))
  return result.rows.map((row) => toRoom(row, { user: filter.user, latest: latest.get(row.id) ?? [] }))
}

function toRoom(row: ViewRow, { user, latest }: { user: UserId; latest: Entry[] }): Room {
  // Whoever wrote last has read it all, also in the moment before their mark is kept.
  const wroteLast = latest[0]?.author === user
  const { id, kind, name, picture, closed, head, role, delivered, read } = row
  return {
    id,
    kind,
    name,
    picture,
    closed,
    createdAt: row.created_at,
    head,
    role,
    delivered,
    read,
    unread: wroteLast ? 0 : Math.max(0, row.counted - row.read_counted),
    memberCount: row.member_count,
    members: [...row.members],
    latest,
    activeAt: row.active_at,
  }
}
