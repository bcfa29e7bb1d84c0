import * as z from 'zod'
import { ClientId, Instant, RoomId, UserId } from '../http/index.ts'
import { Cursor, Entry, Seq, Signal } from './entry.ts'
import { Mark } from './room.ts'

/** Who of a room is here. `users` is empty in rooms over [200] members, where only the count is told (T11). */
export const Presence = z.object({ users: z.array(UserId), count: z.int().min(0) })
export type Presence = z.output<typeof Presence>

export const Subscribed = z.object({
  head: Cursor,
  /** True where the cursor was too far back (T5): nothing was sent, page from HTTP and subscribe again. */
  behind: z.boolean(),
  presence: Presence,
})
export type Subscribed = z.output<typeof Subscribed>

export const Sent = z.object({ seq: Seq, at: Instant })
export type Sent = z.output<typeof Sent>

/** The most entries one `subscribe` replays and one `history` answers. */
export const replayLimit = 1000

/** The most bytes of one packet from a client: a longer one ends its connection, so it is refused before it is sent. */
export const largestPacket = 512 * 1024

/**
 * The verbs a client may use. Each is emitted as `(request, ack)` and answered with its reply or a FaultBody.
 * `about` names the entry this one is about; `clientId` makes a retry harmless (T4).
 */
export const verbs = {
  subscribe: { request: z.strictObject({ room: RoomId, after: Cursor }), reply: Subscribed },
  unsubscribe: { request: z.strictObject({ room: RoomId }), reply: z.object({}) },
  send: {
    request: z.strictObject({
      room: RoomId,
      type: z.string().max(64),
      clientId: ClientId,
      about: Seq.optional(),
      body: z.unknown(),
    }),
    reply: Sent,
  },
  signal: {
    request: z.strictObject({ room: RoomId, type: z.string().max(64), body: z.unknown() }),
    reply: z.object({}),
  },
  mark: {
    request: z.strictObject({ room: RoomId, delivered: Cursor.optional(), read: Cursor.optional() }),
    reply: z.object({}),
  },
  history: {
    request: z.strictObject({ room: RoomId, from: Seq, to: Seq }),
    reply: z.object({ entries: z.array(Entry) }),
  },
  renew: {
    request: z.strictObject({ token: z.string().max(4096) }),
    reply: z.object({ expiresAt: Instant }),
  },
} as const

export type Verb = keyof typeof verbs
export type VerbRequest<V extends Verb> = z.input<(typeof verbs)[V]['request']>
export type VerbReply<V extends Verb> = z.output<(typeof verbs)[V]['reply']>

/** Why the server speaks to one client out of turn. */
export const Notice = z.object({
  kind: z.enum(['renew', 'session_ended', 'banned', 'slow_consumer', 'draining', 'removed']),
  message: z.string(),
  /** The room one was removed from. */
  room: RoomId.optional(),
  /** Milliseconds to wait before connecting again. */
  retryAfter: z.int().min(0).optional(),
})
export type Notice = z.output<typeof Notice>

/** What the server emits. */
export const events = {
  entries: z.object({ room: RoomId, entries: z.array(Entry).min(1) }),
  signals: z.object({ room: RoomId, signals: z.array(Signal).min(1) }),
  marks: z.object({ room: RoomId, marks: z.array(Mark).min(1) }),
  presence: z.object({ room: RoomId, joined: z.array(UserId), left: z.array(UserId), count: z.int().min(0) }),
  heads: z.record(RoomId, Cursor),
  notice: Notice,
} as const

export type EventName = keyof typeof events
export type EventBody<E extends EventName> = z.output<(typeof events)[E]>
