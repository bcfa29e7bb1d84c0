import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import {
  type Entry,
  type EventBody,
  type EventName,
  memberLeft,
  type RoomKind,
  roomChanged,
} from '@stoa/contract/rooms'
import type { Bus, Unsubscribe } from '../../platform/cluster/cluster.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import { type RoomMessage, roomTopic } from '../messages.ts'
import type { Presence } from '../presence/presence.ts'
import { Feed } from './feed.ts'

export interface RoomState {
  readonly kind: RoomKind
  readonly head: number
  readonly closed: boolean
}

export interface FeedsOptions {
  readonly bus: Bus
  readonly presence: Presence
  readonly log: Log
  readonly presenceLimit: number
  /** Milliseconds that rooms rest between packets as things are. */
  readonly breath: () => number
  /** Null where there is no such room. */
  readonly readRoom: (room: RoomId) => Promise<RoomState | null>
  readonly readAfter: (room: RoomId, seq: number) => Promise<readonly Entry[]>
  readonly emit: <E extends EventName>(
    room: RoomId,
    event: E,
    body: EventBody<E>,
    options: { readonly lossy: boolean },
  ) => void
  /** Does an entry of this type empty the one it is about? */
  readonly empties: (type: string) => boolean
  /** Someone is no longer a member: their sockets must leave. */
  readonly evict: (room: RoomId, user: UserId) => void
  /** Milliseconds a feed is kept after its last socket went, for those who come back [30,000]. */
  readonly linger?: number
}

/** The rooms this node has sockets in. */
export interface Feeds {
  /** The room's feed, listening. `fresh` where it was not open before. NOT_FOUND where there is no such room. */
  open(room: RoomId): Promise<{ readonly feed: Feed; readonly fresh: boolean }>
  /** A socket uses it, or a subscription is under way. Pair with `release`. */
  retain(feed: Feed): void
  release(feed: Feed): void
  all(): Iterable<Feed>
  close(): void
}

interface Opened {
  readonly feed: Feed
  readonly unsubscribe: Unsubscribe
  users: number
  lingering: NodeJS.Timeout | null
}

export function createFeeds(options: FeedsOptions): Feeds {
  const {
    bus,
    presence,
    log,
    readRoom,
    readAfter,
    emit,
    empties,
    evict,
    linger = 30_000,
    presenceLimit,
    breath,
  } = options
  const opened = new Map<RoomId, Opened>()
  const opening = new Map<RoomId, Promise<Feed>>()

  async function begin(room: RoomId): Promise<Feed> {
    let feed: Feed | null = null
    // What is heard while the head is being read may be newer than that head.
    const meanwhile: RoomMessage[] = []
    const unsubscribe = await bus.subscribe(roomTopic(room), (message) => {
      if (feed === null) meanwhile.push(message as RoomMessage)
      else hear(feed, message as RoomMessage)
    })
    try {
      const asOf = performance.now()
      const [found, users] = await Promise.all([readRoom(room), presence.users(room)])
      if (found === null) throw new Fault('NOT_FOUND')
      feed = new Feed({
        room,
        ...found,
        presenceLimit,
        breath,
        readAfter: (seq) => readAfter(room, seq),
        emit: (event, body, how) => emit(room, event, body, how),
        onPass: passed,
        onError: (error) =>
          log.warn({ err: error, room }, 'a gap could not be read; the next heads will find it'),
      })
      feed.reconcile(users, asOf)
      opened.set(room, { feed, unsubscribe, users: 0, lingering: null })
      for (const message of meanwhile) hear(feed, message)
      return feed
    } catch (error) {
      unsubscribe()
      throw error
    }
  }

  function hear(feed: Feed, message: RoomMessage): void {
    switch (message.kind) {
      case 'entries':
        feed.accept(message.entries)
        return
      case 'signal':
        feed.signal(message.signal)
        return
      case 'mark':
        feed.mark(message.mark)
        return
      case 'joined':
        feed.join(message.user)
        return
      case 'left':
        feed.leave(message.user)
        return
    }
  }

  /** What follows from an entry follows from the timeline, not from a message of its own that could be lost. */
  function passed(feed: Feed, entry: Entry): void {
    if (entry.type === roomChanged.name) {
      const change = roomChanged.stored.safeParse(entry.body)
      if (change.success && change.data.closed !== undefined) feed.setClosed(change.data.closed)
    } else if (entry.type === memberLeft.name) {
      const left = memberLeft.stored.safeParse(entry.body)
      if (left.success) evict(feed.room, left.data.user)
    } else if (entry.about !== null && empties(entry.type)) feed.empty(entry.about, entry.seq)
  }

  function end(room: RoomId, open: Opened): void {
    opened.delete(room)
    open.unsubscribe()
    open.feed.close()
  }

  function lingerOn(room: RoomId, open: Opened): void {
    open.lingering = setTimeout(() => end(room, open), linger)
    open.lingering.unref()
  }

  return {
    async open(room) {
      const open = opened.get(room)
      if (open !== undefined) return { feed: open.feed, fresh: false }
      const pending = opening.get(room) ?? begin(room).finally(() => opening.delete(room))
      opening.set(room, pending)
      return { feed: await pending, fresh: true }
    },
    retain(feed) {
      const open = opened.get(feed.room)
      if (open === undefined) return
      open.users += 1
      if (open.lingering !== null) clearTimeout(open.lingering)
      open.lingering = null
    },
    release(feed) {
      const open = opened.get(feed.room)
      if (open === undefined) return
      open.users -= 1
      if (open.users === 0) lingerOn(feed.room, open)
    },
    *all() {
      for (const open of opened.values()) yield open.feed
    },
    close() {
      for (const [room, open] of opened) {
        if (open.lingering !== null) clearTimeout(open.lingering)
        end(room, open)
      }
    },
  }
}
