import { searchUsers } from '@stoa/contract/accounts'
import { message } from '@stoa/contract/chat'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { type Entry, getRoom, type Mark } from '@stoa/contract/rooms'
import type { Client, OpenConversation, Store } from '../api.ts'
import { type Connection, createConnection } from '../connection/connection.ts'
import { type ConversationParts, createConversation } from '../conversation/conversation.ts'
import { createKeptPages } from '../conversation/kept-page.ts'
import { toFault } from '../http/refusal.ts'
import { createListening, type Listening } from '../listening/listening.ts'
import { createOutbox, type NewOutgoing, type Outbox } from '../outbox/outbox.ts'
import { createPeople, type People } from '../people/people.ts'
import { createRoomLoader } from '../rooms/room-loader.ts'
import { createRooms, type Rooms } from '../rooms/rooms.ts'
import type { Session } from '../session/session.ts'
import type { Storage } from '../storage/storage.ts'
import { createSync } from '../sync/sync.ts'
import type { Tabs } from '../tabs/tabs.ts'
import type { Time } from '../time/time.ts'

export interface PersonalOptions {
  readonly me: UserId
  readonly url: string
  readonly call: Client['call']
  readonly session: Session
  readonly storage: Storage
  readonly tabs: Tabs
  readonly time: Time
  readonly id: () => string
  readonly report: (error: unknown) => void
}

/** Everything that belongs to one person being signed in: made when they sign in, ended when they sign out. */
export interface Personal {
  readonly me: UserId
  readonly connection: Store<ReturnType<Connection['state']['get']>>
  readonly rooms: Rooms['store']
  readonly people: People
  readonly outbox: Pick<Outbox, 'add' | 'receipt' | 'counts'>
  signal: (room: RoomId, type: string, body: unknown) => void
  readonly listen: Listening['listen']
  open(room: RoomId): OpenConversation
  /** The network may be back, or somebody is looking: stop waiting. */
  hurry(): void
  stop(): Promise<void>
}

/** Whoever writes has read what was there: the server does not say so again. */
function impliedMarks(entries: readonly Entry[], me: UserId): Mark[] {
  const furthest = new Map<UserId, Mark>()
  for (const { author, seq } of entries)
    if (author !== null && author !== me) furthest.set(author, { user: author, delivered: seq, read: seq })
  return [...furthest.values()]
}

export function createPersonal(options: PersonalOptions): Personal {
  const { me, url, call, session, storage, tabs, time, id } = options
  const open = new Map<RoomId, Set<ConversationParts>>()
  const kept = createKeptPages(storage, me)

  /** Being offline or signed out is told by the connection and the session. */
  function report(error: unknown): void {
    const { code } = toFault(error)
    if (code !== 'UNAVAILABLE' && code !== 'NOT_SIGNED_IN') options.report(error)
  }

  function conversations(room: RoomId): readonly ConversationParts[] {
    return [...(open.get(room) ?? [])]
  }

  const connection = createConnection({
    url,
    session,
    time,
    on: {
      online() {
        loader.online()
        sync.online()
        outbox.hurry()
        people.online()
        listening.online()
        for (const room of open.keys()) for (const one of conversations(room)) one.online()
      },
      offline() {
        sync.offline()
        rooms.offline()
        listening.presence()
      },
      entries: ({ room, entries }) => sync.entries(room, entries),
      heads(heads) {
        for (const [room, head] of Object.entries(heads)) headed(room as RoomId, head)
      },
      signals(event) {
        rooms.signals(event)
        listening.signals(event.room, event.signals)
      },
      presence(event) {
        rooms.presence(event)
        listening.presence(event.room)
      },
      marks: ({ room, marks }) => marked(room, marks),
      removed({ room }) {
        if (room !== undefined) gone(room)
      },
    },
  })

  function marked(room: RoomId, marks: readonly Mark[]): void {
    if (marks.length === 0) return
    rooms.marks(room, marks)
    for (const one of conversations(room)) one.marked(marks)
  }

  const rooms = createRooms({
    me,
    ask: connection.ask,
    time,
    report,
    stale(room) {
      loader.refresh(room)
      for (const one of conversations(room)) one.membersChanged()
    },
    changed: () => loader.changed(),
  })

  const sync = createSync({
    ask: connection.ask,
    call,
    time,
    on: {
      applied(room, entries) {
        rooms.applied(room, entries)
        for (const one of conversations(room)) one.applied(entries)
        marked(room, impliedMarks(entries, me))
        listening.applied(room, entries)
        const whole = conversations(room).every((one) => one.isWhole())
        outbox.seen(room, entries, whole ? 'shown' : 'not shown yet')
      },
      subscribed(room, reply) {
        rooms.subscribed(room, reply)
        listening.presence(room)
      },
      async reload(room) {
        const fresh = await call(getRoom, { params: { room } })
        rooms.replace(fresh)
        for (const one of conversations(room)) one.reload()
        listening.restarted(room)
        return fresh.head
      },
      gone,
    },
  })

  const loader = createRoomLoader({
    me,
    call,
    storage,
    time,
    rooms,
    follow,
    follows: sync.follows,
    gone,
    report,
  })

  const listening = createListening({
    call,
    time,
    cursor: sync.cursor,
    want: loader.want,
    present: rooms.present,
  })

  const outbox = createOutbox({
    user: me,
    storage,
    tabs,
    time,
    id,
    report,
    send: ({ room, type, body, clientId, about }) =>
      connection.ask('send', { room, type, body, clientId, ...(about === undefined ? {} : { about }) }),
    returns: sync.follows,
    changed(room) {
      for (const one of conversations(room)) one.pendingChanged()
    },
    refused(outgoing, fault) {
      // A message stays where it was written, to be tried again or thrown away. Anything else is undone.
      if (outgoing.type === message.name) return
      for (const one of conversations(outgoing.room)) one.refused(outgoing, fault)
      outbox.discard(outgoing.clientId)
    },
  })

  const people = createPeople({
    time,
    report,
    load: async (users) =>
      (await call(searchUsers, { query: { ids: users.join(','), limit: users.length } })).users,
  })

  function headed(room: RoomId, head: number): void {
    if (sync.follows(room)) sync.head(room, head)
    else loader.discover(room)
  }

  function follow(room: RoomId, cursor: number): void {
    if (sync.follows(room)) return
    sync.follow(room, cursor)
    for (const one of conversations(room)) one.followed(cursor)
    listening.followed(room)
  }

  function gone(room: RoomId): void {
    sync.forget(room)
    rooms.drop(room)
    const fault = new Fault('NOT_FOUND')
    for (const one of conversations(room)) one.gone(fault)
    listening.gone(room, fault)
  }

  function preview(from: { readonly room: RoomId; readonly seq: number }): NewOutgoing['preview'] {
    for (const one of conversations(from.room)) {
      const source = one.find(from.seq)
      if (source === undefined) continue
      const author = source.author === null ? undefined : people.profile(source.author).get()
      return { text: source.text, forwardedFrom: source.forwardedFrom ?? author?.name ?? null }
    }
    return undefined
  }

  loader.start().catch(report)
  outbox.start().catch(report)
  connection.open()

  return {
    me,
    connection: connection.state,
    rooms: rooms.store,
    people,
    outbox,
    signal(room, type, body) {
      // A signal may be lost: nobody waits for it. Before the room is subscribed to it would be refused.
      if (!sync.hears(room)) return
      connection.ask('signal', { room, type, body }).catch(report)
    },
    listen: listening.listen,
    open(room) {
      loader.want(room)
      const parts: ConversationParts = createConversation({
        room,
        me,
        call,
        ask: connection.ask,
        time,
        outbox,
        kept,
        report,
        preview,
        cursor: () => sync.cursor(room) ?? 0,
        read: (seq, unread) => rooms.read(room, seq, unread),
        membersRead: (members) => rooms.members(room, members),
        closed() {
          open.get(room)?.delete(parts)
        },
      })
      open.set(room, (open.get(room) ?? new Set()).add(parts))
      return parts.shown
    },
    hurry() {
      connection.hurry()
      outbox.hurry()
    },
    async stop() {
      for (const room of open.keys()) for (const one of conversations(room)) one.shown.close()
      listening.stop(new Fault('NOT_SIGNED_IN'))
      connection.close()
      sync.stop()
      rooms.stop()
      people.stop()
      await Promise.all([loader.stop(), outbox.stop()])
    },
  }
}
