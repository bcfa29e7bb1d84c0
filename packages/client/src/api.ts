import type { Me, Profile, Session } from '@stoa/contract/accounts'
import type { Happening, Message } from '@stoa/contract/chat'
import type { Fault, RoomId, Route, RouteCall, RouteReply, UserId } from '@stoa/contract/http'
import type { Entry, EntryType, Member, Room, Signal, SignalType } from '@stoa/contract/rooms'
import type * as z from 'zod'

/** A value that changes. `get` gives the same object until it does, as React's useSyncExternalStore wants. */
export interface Store<T> {
  get(): T
  /** Calls `listener` after each change; returns how to stop. */
  subscribe(listener: () => void): () => void
}

export type SessionState =
  /** Not known yet: the stored session is being renewed. */
  | { readonly status: 'restoring' }
  | { readonly status: 'signed-out'; readonly reason?: Fault }
  | { readonly status: 'signed-in'; readonly me: Me }

/** How the socket is. `waiting` says when the next try is (ms since 1970). */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting' }
  | { readonly status: 'online' }
  | { readonly status: 'waiting'; readonly retryAt: number; readonly reason: string }

/** A room as this person has it right now, alive. */
export interface LiveRoom extends Room {
  /** Who is connected to it, without oneself; empty in rooms over [200] members. */
  readonly present: readonly UserId[]
  readonly presentCount: number
  /** Who is typing, without oneself. */
  readonly typing: readonly UserId[]
  /** What the list shows below the name; null for a room without messages. */
  readonly latestItem: LiveItem | null
}

/** A message in a conversation, with what its sender sees of its way. */
export interface LiveMessage extends Message {
  /**
   * `waiting`: in the outbox. `failed`: refused, with `fault`; stays until retried or discarded. `sent`: durable.
   * `delivered` and `read`: by everyone else in the room. Always `sent` for messages of others.
   */
  readonly state: 'waiting' | 'failed' | 'sent' | 'delivered' | 'read'
  readonly fault?: Fault
  /** The message this one replies to, as it is now; null for none, undefined while it loads. */
  readonly quoted: Message | null | undefined
}
/** Waiting and failed messages have `seq` 0 and are told apart by `clientId`. */
export type LiveItem = LiveMessage | Happening

export interface Conversation {
  readonly room: RoomId
  /** Items held, oldest first and without holes; waiting and failed messages last. */
  readonly items: readonly LiveItem[]
  /** `loading` until the first page is there; `error` where it could not be had. */
  readonly status: 'loading' | 'ready' | 'error'
  readonly fault?: Fault
  /** Is there more to load in that direction? `after` only after a jump into the past. */
  readonly more: { readonly before: boolean; readonly after: boolean }
  readonly loading: { readonly before: boolean; readonly after: boolean }
  readonly members: readonly Member[]
}

/** A conversation being looked at. Close it when it is not. */
export interface OpenConversation extends Store<Conversation> {
  loadBefore(): Promise<void>
  loadAfter(): Promise<void>
  /**
   * Replaces what is held with the surroundings of a seq or a time; resolves to the seq to show, or to undefined where another jump was
   * asked for meanwhile or there is nothing any more.
   */
  jumpTo(place: { readonly seq: number } | { readonly from: number }): Promise<number | undefined>
  jumpToNewest(): Promise<void>
  /** Puts a message in the outbox; it is in `items` at once and sent once, in order, when possible (M9). */
  send(message: { readonly text: string; readonly replyTo?: number }): void
  forward(from: { readonly room: RoomId; readonly seq: number }): void
  edit(seq: number, text: string): void
  remove(seq: number): void
  react(seq: number, emoji: string): void
  retry(clientId: string): void
  discard(clientId: string): void
  /** Call on each keystroke; sends at most one signal in 3 s and the end of it after 2 s of silence. */
  typing(): void
  /** Everything up to this seq was on screen while the window had focus. */
  read(seq: number): void
  close(): void
}

/** What a feature hears of a room. */
export interface Hearing {
  /** The next ones, in order and once. */
  entries(entries: readonly Entry[]): void
  signals?(signals: readonly Signal[]): void
  /** Who is connected to it now, without oneself. */
  present?(users: readonly UserId[]): void
  /** The timeline is another one (a restored backup, T7): all that was heard may be wrong. It has stopped; listen again. */
  restarted(): void
  /** One may not see the room any more, or it cannot be read. It has stopped. */
  failed(fault: Fault): void
}

/** A text with what its headers say, as WHIP and WHEP answer. */
export interface Answer {
  readonly text: string
  readonly location: string | null
  readonly etag: string | null
}

/** Plain JSON data by key, kept on this device for one person. */
export interface Kept {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown): Promise<void>
  delete(key: string): Promise<void>
  /** All whose key begins so, by key. */
  list(prefix: string): Promise<readonly unknown[]>
  clear(prefix: string): Promise<void>
}

export interface Client {
  readonly session: Store<SessionState>
  readonly connection: Store<ConnectionState>
  /** Rooms by newest activity, kept live. */
  readonly rooms: Store<{ readonly status: 'loading' | 'ready'; readonly rooms: readonly LiveRoom[] }>
  /** Profiles known so far. Asking for one that is not loads it. */
  readonly people: {
    /** Undefined until it is there. The store changes when the profile does. */
    profile(user: UserId): Store<Profile | undefined>
  }
  /** How many things wait in the outbox. */
  readonly outbox: Store<{ readonly waiting: number; readonly failed: number }>

  /** Calls an HTTP route with the session's token, renewing it where needed. Rejects with a Fault. */
  call<R extends Route>(
    route: R,
    ...request: Record<string, never> extends RouteCall<R> ? [RouteCall<R>?] : [RouteCall<R>]
  ): Promise<RouteReply<R>>
  /** The same for a route that answers with a file. */
  download<R extends Route>(
    route: R,
    ...request: Record<string, never> extends RouteCall<R> ? [RouteCall<R>?] : [RouteCall<R>]
  ): Promise<Blob>
  /** The same for a route that answers with a session description, or with another text and its headers. */
  negotiate<R extends Route>(
    route: R,
    ...request: Record<string, never> extends RouteCall<R> ? [RouteCall<R>?] : [RouteCall<R>]
  ): Promise<Answer>

  /** Restores the stored session and connects. Resolves once `session` is no longer `restoring`. */
  start(): Promise<void>
  login(email: string): Promise<{ expiresIn: number }>
  verify(email: string, code: string): Promise<void>
  signInDemo(user: UserId): Promise<void>
  logout(): Promise<void>
  open(room: RoomId): OpenConversation

  /** For features beyond chat: durable entries by way of the outbox, signals, and both as they come. */
  send<T extends EntryType>(
    room: RoomId,
    type: T,
    body: z.input<T['sent']>,
    about?: number,
  ): Promise<{ seq: number; at: number }>
  signal<T extends SignalType>(room: RoomId, type: T, body: z.input<T['body']>): void
  /**
   * Hears a room from after this seq on: what was there, read from the server, then what comes, in order and once. Returns how
   * to stop.
   */
  listen(room: RoomId, after: number, hear: Hearing): () => void
  /**
   * What features keep on this device for whoever is signed in. `documents` can be had from the server again and goes when they are signed
   * out; `drafts` cannot, and goes only when they sign out themselves. Throws NOT_SIGNED_IN.
   */
  readonly kept: { readonly documents: Kept; readonly drafts: Kept }
  /** Takes over a session that something else than signing in gave, such as joining by a link. */
  enter(session: Session): Promise<void>
  /** Closes the socket and stops all timers. Stored things stay. */
  stop(): Promise<void>
}
