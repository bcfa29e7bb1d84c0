import type { RoomId } from '@stoa/contract/http'
import { getRoom, listRooms, Room } from '@stoa/contract/rooms'
import * as z from 'zod'
import type { Client } from '../api.ts'
import { toFault } from '../http/refusal.ts'
import type { Storage } from '../storage/storage.ts'
import { createGate } from '../sync/gate.ts'
import { backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'
import type { Rooms } from './rooms.ts'

export interface RoomLoaderOptions {
  readonly me: string
  readonly call: Client['call']
  readonly storage: Storage
  readonly time: Time
  readonly rooms: Pick<Rooms, 'get' | 'all' | 'learn' | 'ready'>
  readonly follow: (room: RoomId, cursor: number) => void
  readonly follows: (room: RoomId) => boolean
  readonly gone: (room: RoomId) => void
  readonly report: (error: unknown) => void
}

/** Reads rooms from the server and from the storage, and has the newest of them followed. */
export interface RoomLoader {
  /** Shows what was kept from last time, then what the server says. */
  start(): Promise<void>
  online(): void
  /** Reads a room again soon, once for however many reasons. */
  refresh(room: RoomId): void
  /** A room nobody told us of has a head: it is new to us, or has woken up. */
  discover(room: RoomId): void
  /** Has a room followed, however old it is. */
  want(room: RoomId): void
  /** Rooms have changed: keep them. */
  changed(): void
  stop(): Promise<void>
}

/** Rooms kept live and kept for reading offline: the newest by activity. */
const live = 200
const page = 200
const most = 5_000
const refreshAfter = 100
const keepAfter = 2_000
const pace = { first: 1_000, longest: 30_000 }

export function createRoomLoader(options: RoomLoaderOptions): RoomLoader {
  const { me, call, storage, time, rooms, follow, follows, gone, report } = options
  const inTurn = createGate(4)
  const refreshing = new Map<RoomId, () => void>()
  const reading = new Set<RoomId>()
  let state: 'unread' | 'reading' | 'read' | 'stopped' = 'unread'
  let attempts = 0
  let cancelRetry = () => {}
  let cancelKeep: (() => void) | undefined

  async function restore(): Promise<void> {
    const stored = z.array(Room).safeParse(await storage.get('rooms', me))
    if (!stored.success || stored.data.length === 0 || state === 'read' || state === 'stopped') return
    for (const room of stored.data) if (rooms.get(room.id) === undefined) rooms.learn(room)
    rooms.ready()
  }

  async function read(): Promise<void> {
    if (state !== 'unread') return
    state = 'reading'
    cancelRetry()
    try {
      const found = await readAll()
      if (stopped()) return
      state = 'read'
      forgetOthers(found)
      found.forEach((room, place) => {
        rooms.learn(room)
        if (place < live) follow(room.id, room.head)
      })
      rooms.ready()
    } catch (error) {
      if (stopped()) return
      state = 'unread'
      const fault = toFault(error)
      if (fault.statusCode === 401) return
      cancelRetry = time.after(backoff(attempts, pace, time.random), read)
      attempts += 1
      if (fault.code !== 'UNAVAILABLE') report(fault)
    }
  }

  async function readAll(): Promise<Room[]> {
    const found = new Map<RoomId, Room>()
    for (let last: Room | undefined; found.size < most; ) {
      const reply = await call(listRooms, {
        query: { limit: page, ...(last === undefined ? {} : { before: last.activeAt, beforeRoom: last.id }) },
      })
      for (const room of reply.rooms) found.set(room.id, room)
      last = reply.rooms.at(-1)
      if (reply.rooms.length < page) break
    }
    return [...found.values()]
  }

  /** Rooms kept from last time that we are not in any more. */
  function forgetOthers(found: readonly Room[]): void {
    const here = new Set(found.map((room) => room.id))
    for (const room of rooms.all()) if (!here.has(room.id) && !follows(room.id)) gone(room.id)
  }

  function stopped(): boolean {
    return state === 'stopped'
  }

  async function readOne(room: RoomId): Promise<void> {
    if (reading.has(room)) return
    reading.add(room)
    try {
      const found = await inTurn(() => call(getRoom, { params: { room } }))
      if (stopped()) return
      rooms.learn(found)
      follow(room, found.head)
    } catch (error) {
      const fault = toFault(error)
      if (fault.code === 'NOT_FOUND') gone(room)
      else if (fault.code !== 'UNAVAILABLE') report(fault)
    } finally {
      reading.delete(room)
    }
  }

  function keep(): void {
    cancelKeep = undefined
    const newest = rooms
      .all()
      .slice(0, live)
      .map((room) => Room.parse(room))
    storage.put('rooms', me, newest).catch(report)
  }

  return {
    async start() {
      await Promise.all([restore(), read()])
    },
    online: () => void read(),
    refresh(room) {
      if (refreshing.has(room)) return
      const cancel = time.after(refreshAfter, () => {
        refreshing.delete(room)
        void readOne(room)
      })
      refreshing.set(room, cancel)
    },
    discover(room) {
      if (state === 'read') void readOne(room)
    },
    want(room) {
      const known = rooms.get(room)
      if (known === undefined) void readOne(room)
      else follow(room, known.head)
    },
    changed() {
      if (state !== 'stopped') cancelKeep ??= time.after(keepAfter, keep)
    },
    async stop() {
      state = 'stopped'
      cancelRetry()
      for (const cancel of refreshing.values()) cancel()
      if (cancelKeep === undefined) return
      cancelKeep()
      keep()
    },
  }
}
