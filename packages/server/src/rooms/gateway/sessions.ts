import type { DeviceId, RoomId, UserId } from '@stoa/contract/http'
import type { Notice } from '@stoa/contract/rooms'
import type { Bus, Unsubscribe } from '../../platform/cluster/cluster.ts'
import { type UserMessage, userTopic } from '../messages.ts'
import type { Presence } from '../presence/presence.ts'
import type { Feed } from './feed.ts'
import type { Feeds } from './feeds.ts'
import { emitTo, type Session } from './session.ts'

/** This node's connections, by user. */
export interface Sessions {
  add(session: Session): Promise<void>
  remove(session: Session): void
  join(session: Session, feed: Feed): void
  leave(session: Session, feed: Feed): void
  /** Takes a user's sockets out of a room they may no longer see. */
  evict(room: RoomId, user: UserId): void
  all(): Iterable<Session>
  ofUser(user: UserId): Iterable<Session>
  /** Tells why, then closes; the client sees the notice before the end. */
  end(session: Session, notice: Notice): void
}

interface Connected {
  readonly sessions: Set<Session>
  readonly listening: Promise<Unsubscribe>
}

export function createSessions(options: {
  readonly bus: Bus
  readonly presence: Presence
  readonly feeds: Feeds
  /** Told after someone's sockets left a room. */
  readonly evicted: (room: RoomId, user: UserId) => void
}): Sessions {
  const { bus, presence, feeds, evicted } = options
  const users = new Map<UserId, Connected>()

  function hear(user: UserId, message: UserMessage): void {
    for (const session of ofUser(user)) {
      if (message.kind === 'heads') emitTo(session, 'heads', message.heads)
      else if (message.device === null || message.device === session.caller.device)
        end(session, message.notice)
    }
  }

  function ofUser(user: UserId): Session[] {
    return [...(users.get(user)?.sessions ?? [])]
  }

  function end(session: Session, notice: Notice): void {
    emitTo(session, 'notice', notice)
    // Socket.IO ends what it has let in; one that is still being let in ends with its transport.
    if (session.socket.connected) session.socket.disconnect(true)
    else session.socket.conn.close()
  }

  function leave(session: Session, feed: Feed): void {
    if (!session.rooms.delete(feed.room)) return
    void session.socket.leave(feed.room)
    presence.exit(feed.room, session.caller.user)
    feeds.release(feed)
  }

  return {
    async add(session) {
      const { user } = session.caller
      let connected = users.get(user)
      if (connected === undefined) {
        const listening = bus.subscribe(userTopic(user), (message) => hear(user, message as UserMessage))
        connected = { sessions: new Set(), listening }
        users.set(user, connected)
      }
      connected.sessions.add(session)
      presence.connect(user)
      await connected.listening
    },
    remove(session) {
      const { user } = session.caller
      for (const feed of session.rooms.values()) leave(session, feed)
      const connected = users.get(user)
      if (connected === undefined || !connected.sessions.delete(session)) return
      presence.disconnect(user)
      if (connected.sessions.size > 0) return
      users.delete(user)
      // A subscription that never came to be needs no end.
      connected.listening.then((unsubscribe) => unsubscribe()).catch(() => undefined)
    },
    join(session, feed) {
      if (session.rooms.has(feed.room)) return
      session.rooms.set(feed.room, feed)
      void session.socket.join(feed.room)
      feeds.retain(feed)
      presence.enter(feed.room, session.caller.user)
    },
    leave,
    evict(room, user) {
      for (const session of ofUser(user)) {
        for (const joining of session.joining) if (joining.room === room) joining.evicted = true
        const feed = session.rooms.get(room)
        if (feed === undefined) continue
        leave(session, feed)
        emitTo(session, 'notice', { kind: 'removed', room, message: 'You are no longer in this room.' })
      }
      evicted(room, user)
    },
    *all() {
      for (const connected of users.values()) yield* connected.sessions
    },
    ofUser,
    end,
  }
}

/** A message for every connection of a user, on every node. */
export function tellUser(bus: Bus, user: UserId, message: UserMessage): void {
  bus.publish(userTopic(user), message)
}

export function disconnectNotice(device: DeviceId | undefined, notice: Notice): UserMessage {
  return { kind: 'disconnect', device: device ?? null, notice }
}
