import type { DeviceId, RoomId, UserId } from '@stoa/contract/http'
import type { Entry, Member, MemberRole, Notice, Room, RoomKind, SignalType } from '@stoa/contract/rooms'
import type * as z from 'zod'
import type { Db } from '../platform/database/database.ts'
import type { Parts } from '../platform/feature.ts'
import type { EntryRule, SignalRule } from './rules.ts'

/** What a member is in a room, and the room's own facts. */
export interface Membership {
  readonly room: RoomId
  readonly kind: RoomKind
  readonly closed: boolean
  readonly head: number
  readonly user: UserId
  readonly role: MemberRole
  readonly delivered: number
  readonly read: number
}

/** A stretch of one room's timeline. */
export interface Stretch {
  readonly head: number
  /** Entries that begin something (`about` is null), oldest first. */
  readonly first: readonly Entry[]
  /** Every entry about one of those, oldest first. */
  readonly about: readonly Entry[]
  readonly more: { readonly before: boolean; readonly after: boolean }
}

/** Where a stretch lies. `newest`: up to the head. `from`: the first at or after a time. */
export type Place =
  | { readonly newest: true }
  | { readonly before: number }
  | { readonly after: number }
  | { readonly around: number }
  | { readonly from: number }

/**
 * The kernel as features see it. Every function that takes `db` joins the transaction it is given; what it appends is
 * delivered once that commits. Faults: NOT_FOUND where the caller may not see the room (T8).
 */
export interface Rooms extends Parts {
  /** Adds entry and signal types. Call before the server listens. */
  register(types: { readonly entries: readonly EntryRule[]; readonly signals: readonly SignalRule[] }): void

  /**
   * Makes a room with its first members and its `room.created` entry. `unique` makes it the only one of its kind with that
   * key: where one exists its id is returned and nothing is made.
   */
  create(
    db: Db,
    room: {
      readonly kind: RoomKind
      readonly name: string | null
      readonly by: UserId
      readonly members: readonly { readonly user: UserId; readonly role: MemberRole }[]
      readonly unique?: string
    },
  ): Promise<{ readonly room: RoomId; readonly made: boolean }>
  change(
    db: Db,
    change: {
      readonly room: RoomId
      readonly by: UserId | null
      readonly name?: string
      readonly picture?: string | null
      readonly closed?: boolean
    },
  ): Promise<void>
  /** Those already there are left as they are. */
  addMembers(
    db: Db,
    add: {
      readonly room: RoomId
      readonly by: UserId | null
      readonly users: readonly UserId[]
      readonly role: MemberRole
      /** Without an entry: for audiences, whose coming and going would be most of the timeline. */
      readonly quiet?: boolean
    },
  ): Promise<void>
  /** They stop receiving within a second on every node (T8). */
  removeMember(
    db: Db,
    remove: {
      readonly room: RoomId
      readonly by: UserId | null
      readonly user: UserId
    },
  ): Promise<void>
  setMemberRole(
    db: Db,
    set: {
      readonly room: RoomId
      readonly by: UserId | null
      readonly user: UserId
      readonly role: MemberRole
    },
  ): Promise<void>
  /** Appends an entry the server itself makes; the type's `prepare` and `check` are not asked. */
  append(
    db: Db,
    entry: {
      readonly room: RoomId
      readonly type: string
      readonly author: UserId | null
      readonly body: unknown
      readonly about?: number
    },
  ): Promise<Entry>
  /**
   * Empties an entry and every entry about it, but the deletion itself, for ever (T12). For use in a rule's `apply`. `alone`: not
   * what is about it; where that is much, the caller empties it in parts, so as not to hold the room meanwhile.
   */
  redact(
    tx: Db,
    targets: readonly { readonly room: RoomId; readonly seq: number }[],
    how?: { readonly alone: boolean },
  ): Promise<void>

  /** The caller's membership, or NOT_FOUND. */
  membership(db: Db, room: RoomId, user: UserId): Promise<Membership>
  /** The room a key made unique, if there is one. */
  findUnique(db: Db, kind: RoomKind, unique: string): Promise<RoomId | null>
  /** The room as this member sees it, or NOT_FOUND. */
  view(db: Db, room: RoomId, user: UserId): Promise<Room>
  members(db: Db, room: RoomId): Promise<Member[]>
  /** Items of a timeline: the entries that begin one, of these types, and all that is about them. */
  stretch(
    db: Db,
    read: {
      readonly room: RoomId
      readonly types: readonly string[]
      readonly place: Place
      readonly limit: number
      /** The room's head, where the caller has just read it. */
      readonly head?: number
    },
  ): Promise<Stretch>
  /** Single items with all that is about them; those that do not exist are left out. Rooms may differ. */
  items(
    db: Db,
    wanted: readonly { readonly room: RoomId; readonly seq: number }[],
  ): Promise<{ room: RoomId; entries: Entry[] }[]>
  /** Is anyone connected as this user, anywhere? */
  online(user: UserId): Promise<boolean>
  /** When they were last connected; null for never. */
  lastSeen(db: Db, users: readonly UserId[]): Promise<Map<UserId, number>>

  /** Sends a signal of the server's own to whoever is in the room (T9). Nothing for a room that is not there. */
  signal<T extends SignalType>(room: RoomId, type: T, body: z.input<T['body']>): void

  /** Ends every connection of a user, or of one device of theirs, on every node, after telling why. */
  disconnect(who: { readonly user: UserId; readonly device?: DeviceId }, notice: Notice): void
}
