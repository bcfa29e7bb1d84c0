import { typing } from '@stoa/contract/chat'
import type { RoomId, UserId } from '@stoa/contract/http'
import type { Entry, EventBody, Mark, Member, Room, Subscribed } from '@stoa/contract/rooms'
import type { LiveRoom, Store } from '../api.ts'
import type { Connection } from '../connection/connection.ts'
import { computed } from '../store/computed.ts'
import type { Time } from '../time/time.ts'
import { latestItem } from './latest-item.ts'
import { createProgress } from './progress.ts'
import {
  beginRoom,
  changeMembership,
  type RoomState,
  withEntries,
  withMarks,
  withMembers,
  withRead,
  withReading,
} from './room-state.ts'
import { createTypists } from './typists.ts'

export type RoomList = ReturnType<Rooms['store']['get']>

export interface RoomsOptions {
  readonly me: UserId
  readonly ask: Connection['ask']
  readonly time: Time
  /** What is known of this room is not enough any more: read it and give it to `learn`. */
  readonly stale: (room: RoomId) => void
  readonly changed: () => void
  readonly report: (error: unknown) => void
}

/** The rooms of one person, alive. It is told everything and asks for nothing itself, but sends marks. */
export interface Rooms {
  readonly store: Store<{ readonly status: 'loading' | 'ready'; readonly rooms: readonly LiveRoom[] }>
  get(room: RoomId): Room | undefined
  all(): readonly Room[]
  /** Who is connected to it, without oneself; empty where that is not known. */
  present(room: RoomId): readonly UserId[]
  ready(): void
  /** A fresh read of a room, added where it was not known. */
  learn(room: Room): void
  /** The same, where what is held may be of another timeline (T7). */
  replace(room: Room): void
  drop(room: RoomId): void
  applied(room: RoomId, entries: readonly Entry[]): void
  subscribed(room: RoomId, reply: Subscribed): void
  offline(): void
  signals(event: EventBody<'signals'>): void
  marks(room: RoomId, marks: readonly Mark[]): void
  presence(event: EventBody<'presence'>): void
  members(room: RoomId, members: readonly Member[]): void
  /** Everything up to this seq was read; `unread` is what is left, where that is known. */
  read(room: RoomId, seq: number, unread?: number): void
  stop(): void
}

export function createRooms({ me, ask, time, stale, changed, report }: RoomsOptions): Rooms {
  const states = new Map<RoomId, RoomState>()
  const shown = new Map<RoomId, LiveRoom>()
  const progress = createProgress({ ask, time, report })
  const typists = createTypists({ time, changed: dirty })
  let status: 'loading' | 'ready' = 'loading'
  const store = computed(() => ({ status, rooms: [...states.keys()].map(show).sort(byActivity) }))

  function dirty(room: RoomId): void {
    shown.delete(room)
    store.touch()
    changed()
  }

  function set(room: RoomId, next: RoomState): void {
    if (states.get(room) === next) return
    states.set(room, next)
    dirty(room)
  }

  function update(room: RoomId, how: (state: RoomState) => RoomState): void {
    const state = states.get(room)
    if (state !== undefined) set(room, how(state))
  }

  function show(id: RoomId): LiveRoom {
    const held = shown.get(id)
    if (held !== undefined) return held
    const live = toLive(id)
    shown.set(id, live)
    return live
  }

  function toLive(id: RoomId): LiveRoom {
    const state = states.get(id)
    if (state === undefined) throw new Error(`room ${id} is not held`)
    return {
      ...state.room,
      present: [...state.present].filter((user) => user !== me),
      presentCount: state.presentCount,
      typing: typists.in(id),
      latestItem: latestItem(state.room.latest, ({ seq, author }) =>
        author === me ? tickOf(state, seq) : 'sent',
      ),
    }
  }

  function latestOf(room: RoomId): number | undefined {
    return states.get(room)?.room.latest[0]?.seq
  }

  function learn(room: Room): void {
    progress.known(room.id, room)
    const known = states.get(room.id)
    set(room.id, known === undefined ? beginRoom(room) : withRead(known, room))
    progress.advance(room.id, { delivered: room.head })
  }

  return {
    store,
    get: (room) => states.get(room)?.room,
    all: () => store.get().rooms,
    present: (room) => (states.has(room) ? show(room).present : []),
    ready() {
      status = 'ready'
      store.touch()
    },
    learn,
    replace(room) {
      progress.forget(room.id)
      states.delete(room.id)
      learn(room)
    },
    drop(room) {
      progress.forget(room)
      if (states.delete(room)) dirty(room)
    },
    applied(room, entries) {
      const newest = latestOf(room)
      update(room, (state) => withEntries(state, entries, me))
      for (const entry of entries) if (entry.author !== null) typists.heard(room, entry.author, false)
      // Nobody is told that a message arrived where there was none, however much else happens, as in an editor.
      if (latestOf(room) !== newest) progress.advance(room, { delivered: states.get(room)?.room.head ?? 0 })
      if (changeMembership(entries)) stale(room)
    },
    subscribed(room, { presence }) {
      const present = new Set(presence.users)
      update(room, (state) => ({ ...state, present, presentCount: presence.count }))
      progress.subscribed(room)
    },
    offline() {
      progress.offline()
      for (const [room, state] of states)
        if (state.presentCount > 0) set(room, { ...state, present: new Set(), presentCount: 0 })
    },
    signals({ room, signals }) {
      for (const signal of signals) {
        if (signal.type !== typing.name || signal.from === null || signal.from === me) continue
        const body = typing.body.safeParse(signal.body)
        if (body.success) typists.heard(room, signal.from, body.data.typing)
      }
    },
    marks(room, marks) {
      const others = marks.filter(({ user }) => user !== me)
      if (others.length > 0) update(room, (state) => withMarks(state, others))
      for (const mark of marks) {
        if (mark.user !== me || !readElsewhere(states.get(room), mark)) continue
        update(room, (state) => withReading(state, mark.read))
        if ((states.get(room)?.room.unread ?? 0) > 0) stale(room)
      }
    },
    presence({ room, joined, left, count }) {
      update(room, (state) => {
        const present = new Set(state.present)
        for (const user of joined) present.add(user)
        for (const user of left) present.delete(user)
        return { ...state, present: count < present.size ? new Set() : present, presentCount: count }
      })
    },
    members(room, members) {
      update(room, (state) => withMembers(state, members, me))
    },
    read(room, seq, unread) {
      update(room, (state) => withReading(state, seq, unread))
      progress.advance(room, { read: seq })
    },
    stop() {
      progress.stop()
      typists.stop()
    },
  }
}

function readElsewhere(state: RoomState | undefined, mark: Mark): boolean {
  return state !== undefined && mark.read > state.room.read
}

function byActivity(a: LiveRoom, b: LiveRoom): number {
  return b.activeAt - a.activeAt || (a.id < b.id ? -1 : 1)
}

/** `sent` until everybody else's marks are known. */
function tickOf({ marks, room }: RoomState, seq: number): 'sent' | 'delivered' | 'read' {
  const all = [...marks.values()]
  if (all.length === 0 || all.length < room.memberCount - 1) return 'sent'
  if (all.every((mark) => mark.read >= seq)) return 'read'
  return all.every((mark) => mark.delivered >= seq) ? 'delivered' : 'sent'
}
