import type { RoomId } from '@stoa/contract/http'
import type { Entry, EntryType, MemberRole, RoomKind, SignalType } from '@stoa/contract/rooms'
import type * as z from 'zod'
import type { Db } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/handler.ts'

/** The room a rule decides about, as it is inside the appending transaction. */
export interface RoomFacts {
  readonly id: RoomId
  readonly kind: RoomKind
  readonly closed: boolean
}

/** What a permission check may look at. */
export interface CheckFacts {
  readonly room: RoomFacts
  readonly sender: Caller
  /** The sender's role in the room. */
  readonly role: MemberRole
  /** The entry this one is about; its body is null once deleted. Null where the type names none. */
  readonly about: Entry | null
}

/** An entry with its room, inside the transaction that appends it. */
export interface Appended {
  readonly room: RoomId
  readonly entry: Entry
}

/** How the server treats one entry type. A feature gives one for each of its types. */
export interface EntryRule<T extends EntryType = EntryType> {
  readonly type: T
  /** The kinds of room it may be sent in. */
  readonly kinds: readonly RoomKind[]
  /** May readers send it? */
  readonly readers?: true
  /**
   * Turns what was sent into what is stored; what was sent is stored as it is where this is absent. Runs before the
   * append, outside its transaction, and may read. Throws a Fault to refuse.
   */
  prepare?(
    sent: z.output<T['sent']>,
    from: { readonly room: RoomId; readonly sender: Caller },
  ): Promise<z.input<T['stored']>>
  /** Decides whether the sender may, inside the transaction, from facts already read. Throws a Fault to refuse. */
  check?(body: z.output<T['stored']>, facts: CheckFacts): void
  /** A side effect in the same transaction, for all entries of this type in one commit together. Keep it to one statement. */
  apply?(tx: Db, appended: readonly Appended[]): Promise<void>
  /** Told of committed entries, on the node that appended them, once. For waking background work; must not throw. */
  committed?(appended: readonly Appended[]): void
}

export function entryRule<T extends EntryType>(rule: EntryRule<T>): EntryRule {
  // The kernel only calls a rule with bodies its own type's schemas gave.
  return rule as unknown as EntryRule
}

/** How the server treats one signal type. */
export interface SignalRule<T extends SignalType = SignalType> {
  readonly type: T
  readonly kinds: readonly RoomKind[]
  /** How many of the type's rate one stands for; 1 where absent. */
  points?(body: z.output<T['body']>): number
  /**
   * Takes it instead of passing it on to the room, on the node of its sender: for what is counted or answered and not shown one by
   * one. Should not wait but for what it needs once, such as settings not read yet; throws a Fault to refuse.
   */
  consume?(
    body: z.output<T['body']>,
    from: { readonly room: RoomId; readonly sender: Caller; readonly at: number },
  ): Promise<void> | void
}

export function signalRule<T extends SignalType>(rule: SignalRule<T>): SignalRule {
  // The kernel only calls a rule with bodies its own type's schema gave.
  return rule as unknown as SignalRule
}
