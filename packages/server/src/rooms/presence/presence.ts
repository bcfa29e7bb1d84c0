import type { RoomId, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Bus, Leases } from '../../platform/cluster/cluster.ts'
import { chunksOf } from '../../platform/database/chunks.ts'
import type { Database, Db } from '../../platform/database/database.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import { roomTopic } from '../messages.ts'

export interface PresenceOptions {
  readonly node: string
  readonly leases: Leases
  readonly bus: Bus
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  /** Milliseconds without a word after which somebody is gone [30,000]. */
  readonly lease: number
  /** Milliseconds a user stays in a room after their last connection went, so that a reload is no coming and going [3,000]. */
  readonly grace: number
}

/** Who is connected, anywhere, and to which rooms (T11). */
export interface Presence {
  /** A connection of this user, on this node, subscribed to the room. */
  enter(room: RoomId, user: UserId): void
  exit(room: RoomId, user: UserId): void
  connect(user: UserId): void
  disconnect(user: UserId): void
  /** Who is in a room, on all nodes. */
  users(room: RoomId): Promise<Set<UserId>>
  online(user: UserId): Promise<boolean>
  lastSeen(db: Db, users: readonly UserId[]): Promise<Map<UserId, number>>
  /** Puts this node's leases back at once, as after the cluster was out of reach. */
  renew(): void
  /** Goes on renewing this node's leases and writing last-seen; `renewed` is called after each round. */
  start(renewed: () => void): () => Promise<void>
}

/** People of one statement that writes when they were last seen. */
const rowsAtOnce = 100

/** How many of something there are under a key, with what to do when the first comes and the last has gone. */
class Tally<K> {
  readonly counts = new Map<K, number>()
  add(key: K): boolean {
    const count = (this.counts.get(key) ?? 0) + 1
    this.counts.set(key, count)
    return count === 1
  }
  remove(key: K): boolean {
    const count = (this.counts.get(key) ?? 0) - 1
    if (count > 0) this.counts.set(key, count)
    else this.counts.delete(key)
    return count === 0
  }
}

export function createPresence(options: PresenceOptions): Presence {
  const { node, leases, bus, database, clock, log, lease, grace } = options
  const inRooms = new Tally<string>()
  const connected = new Tally<UserId>()
  const leaving = new Map<string, NodeJS.Timeout>()
  let seen = new Map<UserId, number>()

  const holder = (user: UserId) => `${user}/${node}`
  const roomKey = (room: RoomId) => `present:${room}`
  const userKey = (user: UserId) => `online:${user}`
  const usersOf = (holders: readonly string[]) => new Set(holders.map((one) => one.split('/')[0] as UserId))
  const warn = (error: unknown) =>
    log.warn({ err: error }, 'presence could not be told; the next renewal puts it right')

  async function leave(room: RoomId, user: UserId): Promise<void> {
    await leases.release(roomKey(room), holder(user))
    const still = usersOf(await leases.holders(roomKey(room)))
    // Not if they came back while that was asked.
    if (!still.has(user) && !inRooms.counts.has(`${room}/${user}`))
      bus.publish(roomTopic(room), { kind: 'left', user })
  }

  async function renewAll(): Promise<void> {
    const held = [...inRooms.counts.keys()].map((pair) => {
      const [room, user] = pair.split('/') as [RoomId, UserId]
      return { key: roomKey(room), holder: holder(user) }
    })
    for (const user of connected.counts.keys()) {
      held.push({ key: userKey(user), holder: holder(user) })
      seen.set(user, clock())
    }
    if (held.length > 0) await leases.renew(held, lease)
  }

  async function writeSeen(): Promise<void> {
    if (seen.size === 0) return
    const taken = seen
    seen = new Map()
    const rows = [...taken].sort(([a], [b]) => (a < b ? -1 : 1))
    try {
      for (const some of chunksOf(rows, rowsAtOnce))
        await sql`
          INSERT INTO last_seen (user_id, at)
          SELECT * FROM unnest(${some.map(([user]) => user)}::uuid[], ${some.map(([, at]) => at)}::bigint[])
          ON CONFLICT (user_id) DO UPDATE SET at = GREATEST(last_seen.at, excluded.at)`.execute(database.db)
    } catch (error) {
      for (const [user, at] of taken) if (!seen.has(user)) seen.set(user, at)
      throw error
    }
  }

  return {
    enter(room, user) {
      const pair = `${room}/${user}`
      const timer = leaving.get(pair)
      if (timer !== undefined) {
        clearTimeout(timer)
        leaving.delete(pair)
        inRooms.remove(pair)
      }
      if (!inRooms.add(pair)) return
      // Told once the lease is there: a node that reads the leases just now finds it, or hears of it, never neither.
      leases
        .hold(roomKey(room), holder(user), lease)
        .catch(warn)
        .then(() => {
          if (inRooms.counts.has(pair)) bus.publish(roomTopic(room), { kind: 'joined', user })
        })
    },
    exit(room, user) {
      const pair = `${room}/${user}`
      if (inRooms.counts.get(pair) !== 1) {
        inRooms.remove(pair)
        return
      }
      // The last one is counted until the grace is over.
      leaving.set(
        pair,
        setTimeout(() => {
          leaving.delete(pair)
          inRooms.remove(pair)
          leave(room, user).catch(warn)
        }, grace),
      )
    },
    connect(user) {
      seen.set(user, clock())
      if (connected.add(user)) leases.hold(userKey(user), holder(user), lease).catch(warn)
    },
    disconnect(user) {
      seen.set(user, clock())
      if (connected.remove(user)) leases.release(userKey(user), holder(user)).catch(warn)
    },
    async users(room) {
      return usersOf(await leases.holders(roomKey(room)))
    },
    async online(user) {
      return (await leases.holders(userKey(user))).length > 0
    },
    async lastSeen(db, users) {
      const result = await sql<{ user_id: UserId; at: number }>`
        SELECT user_id, at FROM last_seen WHERE user_id = ANY(${users}::uuid[])`.execute(db)
      const found = new Map(result.rows.map((row) => [row.user_id, row.at]))
      for (const user of users) {
        const at = seen.get(user)
        if (at !== undefined) found.set(user, Math.max(at, found.get(user) ?? 0))
      }
      return found
    },
    renew() {
      renewAll().catch(warn)
    },
    start(renewed) {
      const renewing = setInterval(() => void renewAll().then(renewed).catch(warn), lease / 3)
      const writing = setInterval(() => void writeSeen().catch(warn), 5000)
      return async () => {
        clearInterval(renewing)
        clearInterval(writing)
        for (const timer of leaving.values()) clearTimeout(timer)
        const rooms = [...inRooms.counts.keys()].map((pair) => pair.split('/') as [RoomId, UserId])
        await Promise.all(rooms.map(([room, user]) => leave(room, user))).catch(warn)
        await writeSeen().catch(warn)
      }
    },
  }
}
