import { chatEntryTypes } from '@stoa/contract/chat'
import type { UserId } from '@stoa/contract/http'
import {
  type Entry,
  type Mark,
  type Member,
  memberJoined,
  memberLeft,
  memberRoleChanged,
  type Room,
  roomChanged,
  roomEntryTypes,
} from '@stoa/contract/rooms'

/** What is known of one room. `room.head` says up to which entry it is accounted for. */
export interface RoomState {
  readonly room: Room
  readonly present: ReadonlySet<UserId>
  readonly presentCount: number
  /** How far others have got, as far as heard. */
  readonly marks: ReadonlyMap<UserId, Mark>
}

const counting: ReadonlySet<string> = new Set(
  [...chatEntryTypes, ...roomEntryTypes].filter((type) => type.counts).map((type) => type.name),
)
const ofMembership: ReadonlySet<string> = new Set(
  [memberJoined, memberLeft, memberRoleChanged].map((type) => type.name),
)

export function beginRoom(room: Room): RoomState {
  return { room, present: new Set(), presentCount: 0, marks: new Map() }
}

/** The room after its next entries. Those it accounts for already change nothing. */
export function withEntries(state: RoomState, entries: readonly Entry[], me: UserId): RoomState {
  let room = state.room
  for (const entry of entries) if (entry.seq > room.head) room = withEntry(room, entry, me)
  return room === state.room ? state : { ...state, room }
}

function withEntry(room: Room, entry: Entry, me: UserId): Room {
  const next = { ...room, head: entry.seq }
  if (counting.has(entry.type)) {
    const unread = entry.author !== me && entry.seq > room.read ? room.unread + 1 : room.unread
    return { ...next, unread, latest: [entry], activeAt: entry.at }
  }
  if (entry.about !== null && entry.about === room.latest[0]?.seq)
    return { ...next, latest: [...room.latest, entry] }
  if (entry.type !== roomChanged.name) return next
  const change = roomChanged.stored.safeParse(entry.body)
  if (!change.success) return next
  const { name = room.name, picture = room.picture, closed = room.closed } = change.data
  return { ...next, name, picture, closed }
}

/** Do these change who is in the room, so that it must be read again? */
export function changeMembership(entries: readonly Entry[]): boolean {
  return entries.some((entry) => ofMembership.has(entry.type))
}

/** The room with what a fresh read says, without losing what was heard since that read. */
export function withRead(state: RoomState, fresh: Room): RoomState {
  const { room } = state
  const read = Math.max(room.read, fresh.read)
  const delivered = Math.max(room.delivered, fresh.delivered)
  if (fresh.head >= room.head) {
    const unread =
      fresh.read >= read ? fresh.unread : unreadAfter(fresh, read, Math.min(room.unread, fresh.unread))
    return { ...state, room: { ...fresh, read, delivered, unread } }
  }
  const { head, latest, activeAt, unread } = room
  return { ...state, room: { ...fresh, read, delivered, head, latest, activeAt, unread } }
}

/** The room once everything up to `seq` was read; `unread` is what is left after it, where that is known. */
export function withReading(state: RoomState, seq: number, unread?: number): RoomState {
  const { room } = state
  const read = Math.min(Math.max(room.read, seq), room.head)
  if (read === room.read && (unread === undefined || unread === room.unread)) return state
  return { ...state, room: { ...room, read, unread: unreadAfter(room, read, unread ?? room.unread) } }
}

/** None after the newest that counts; else what is thought. */
function unreadAfter(room: Room, read: number, otherwise: number): number {
  return read >= (room.latest[0]?.seq ?? 0) ? 0 : otherwise
}

/** Marks of others only move forward (T10). */
export function withMarks(state: RoomState, marks: readonly Mark[]): RoomState {
  let changed: Map<UserId, Mark> | undefined
  for (const mark of marks) {
    const known = (changed ?? state.marks).get(mark.user)
    const next = {
      user: mark.user,
      delivered: Math.max(mark.delivered, mark.read, known?.delivered ?? 0),
      read: Math.max(mark.read, known?.read ?? 0),
    }
    if (known !== undefined && known.delivered === next.delivered && known.read === next.read) continue
    // One copy for all of them: in a large room they come by the hundred.
    changed ??= new Map(state.marks)
    changed.set(mark.user, next)
  }
  return changed === undefined ? state : { ...state, marks: changed }
}

/** The marks of exactly these members, and none of those who left. */
export function withMembers(state: RoomState, members: readonly Member[], me: UserId): RoomState {
  const here = new Set(members.map((member) => member.user))
  const marks = new Map([...state.marks].filter(([user]) => here.has(user)))
  const theirs = members
    .filter(({ user }) => user !== me)
    .map(({ user, delivered, read }) => ({ user, delivered, read }))
  return withMarks({ ...state, marks }, theirs)
}
