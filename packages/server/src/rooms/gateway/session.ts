import type { RoomId } from '@stoa/contract/http'
import type { EventBody, EventName } from '@stoa/contract/rooms'
import type { Socket } from 'socket.io'
import type { Caller } from '../../platform/http/handler.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Feed } from './feed.ts'
import type { Turns } from './turns.ts'

/** One connection. */
export interface Session {
  readonly socket: Socket
  /** Changes with `renew`. */
  caller: Caller
  /** Its access token: who is behind it is asked for again and again. */
  token: string
  /** Reading verbs under way and waiting (T9). */
  readonly reads: Turns
  /** When its access token expires. */
  expiresAt: number
  /** Told to renew since the last renewal? */
  reminded: boolean
  /** Behind by more than the first limit: gets no signals (T9). */
  slow: boolean
  /** Bytes that waited for it when that was last looked at. */
  unread: number
  /** How often in a row that was too much. */
  looks: number
  readonly rooms: Map<RoomId, Feed>
  /** Subscriptions under way; one whose user is removed meanwhile must not come to be (T8). */
  readonly joining: Set<Joining>
  /** The last send on its way to the appender; the next waits for it, so that sends keep their order. */
  sending: Promise<unknown>
  /** Verbs used since `budgetAt`, and when that began. */
  spent: number
  budgetAt: number
  /** A log that names this connection and its user. */
  readonly log: () => Log
}

export interface Joining {
  readonly room: RoomId
  evicted: boolean
}

export function emitTo<E extends EventName>(session: Session, event: E, body: EventBody<E>): void {
  session.socket.emit(event, body)
}

/** Ends a connection that does not read: what waits for it is dropped with it instead of being waited for. */
export function cutOff(session: Session): void {
  const webSocket: { terminate?: () => void } | undefined = Reflect.get(
    session.socket.conn.transport,
    'socket',
  )
  webSocket?.terminate?.()
}

/**
 * Bytes this connection has not taken yet: what waits in the socket, and what Engine.IO holds back until the socket has
 * drained. Packets broadcast to many carry their frame ready-made; its two parts are what will be written.
 */
export function backlog(session: Session): number {
  const { conn } = session.socket
  const webSocket: { bufferedAmount?: number } | undefined = Reflect.get(conn.transport, 'socket')
  let bytes = webSocket?.bufferedAmount ?? 0
  const held: readonly { data?: unknown; options?: { wsPreEncodedFrame?: readonly Uint8Array[] } }[] =
    Reflect.get(conn, 'writeBuffer') ?? []
  for (const packet of held) {
    const frame = packet.options?.wsPreEncodedFrame
    if (frame !== undefined) for (const part of frame) bytes += part.byteLength
    else if (typeof packet.data === 'string') bytes += packet.data.length
  }
  return bytes
}

/** Looks in a row at which too much may wait for who reads it: 30 s of them. */
const patience = 120
/** Times the limit that is too much for anybody. */
const utmost = 4

/**
 * Is what waits for this connection by now too much (T9)? Who was given much at once, as those are who come back, and reads it has half a minute
 * for that, while it gets less from look to look. No longer, and never beyond four times the limit: who reads a byte at a time would fill the memory.
 */
export function isStuck(session: Pick<Session, 'unread' | 'looks'>, bytes: number, limit: number): boolean {
  const wasTooMuch = session.unread > limit
  const grew = bytes >= session.unread
  session.unread = bytes
  session.looks = bytes > limit ? session.looks + 1 : 0
  return bytes > limit * utmost || (wasTooMuch && grew) || session.looks > patience
}
