import type { RoomId, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import { chunksOf } from '../../platform/database/chunks.ts'
import type { Database, Db } from '../../platform/database/database.ts'
import type { Log } from '../../platform/telemetry/log.ts'

export interface Progress {
  readonly delivered: number
  readonly read: number
}

/** How far members have got. Kept in memory and written at most once a second, one row a member (T10). */
export interface Marks {
  /** Where a member stands by the database: what is behind that is no news. */
  know(room: RoomId, user: UserId, progress: Progress): void
  /** Moves a member's marks forward. Gives the new ones, or null where nothing moved that is not known already. */
  advance(room: RoomId, user: UserId, to: Partial<Progress>): Progress | null
  /** Writes what is not written yet of this user's marks, so that a read that follows counts them. */
  settle(user: UserId): Promise<void>
  start(): () => Promise<void>
}

export interface MarksOptions {
  readonly database: Database
  readonly log: Log
  /** Milliseconds between writes [1000]. */
  readonly every?: number
}

/** Members whose progress is remembered; past that all is forgotten, and an old mark may be told once more. */
const remembered = 200_000

type Unwritten = Map<UserId, Map<RoomId, Progress>>

export function createMarks({ database, log, every = 1000 }: MarksOptions): Marks {
  let unwritten: Unwritten = new Map()
  const known = new Map<string, Progress>()
  let writing: Promise<void> = Promise.resolve()

  /** Writes follow one another; what could not be written is kept for the next, behind what came meanwhile. */
  function write(taken: Unwritten): Promise<void> {
    writing = writing.then(async () => {
      try {
        for (const some of chunksOf(rowsOf(taken), rowsAtOnce)) await writeMarks(database.db, some)
      } catch (error) {
        log.warn({ err: error }, 'marks could not be written; they are kept and tried again')
        for (const [user, rooms] of taken) for (const [room, progress] of rooms) queue(room, user, progress)
      }
    })
    return writing
  }

  function flush(): Promise<void> {
    if (unwritten.size === 0) return writing
    const taken = unwritten
    unwritten = new Map()
    return write(taken)
  }

  function merge(room: RoomId, user: UserId, to: Partial<Progress>): Progress | null {
    const now = known.get(`${room}/${user}`) ?? { delivered: 0, read: 0 }
    const read = Math.max(now.read, to.read ?? 0)
    // What was read was delivered.
    const delivered = Math.max(now.delivered, to.delivered ?? 0, read)
    if (read === now.read && delivered === now.delivered) return null
    const next = { delivered, read }
    remember(room, user, next)
    queue(room, user, next)
    return next
  }

  function remember(room: RoomId, user: UserId, progress: Progress): void {
    if (known.size >= remembered) known.clear()
    known.set(`${room}/${user}`, progress)
  }

  function queue(room: RoomId, user: UserId, progress: Progress): void {
    const rooms = unwritten.get(user) ?? new Map<RoomId, Progress>()
    const before = rooms.get(room) ?? progress
    unwritten.set(
      user,
      rooms.set(room, {
        delivered: Math.max(before.delivered, progress.delivered),
        read: Math.max(before.read, progress.read),
      }),
    )
  }

  return {
    know(room, user, { delivered, read }) {
      const now = known.get(`${room}/${user}`)
      remember(room, user, {
        delivered: Math.max(delivered, now?.delivered ?? 0),
        read: Math.max(read, now?.read ?? 0),
      })
    },
    advance: merge,
    async settle(user) {
      const rooms = unwritten.get(user)
      if (rooms === undefined) return writing
      unwritten.delete(user)
      await write(new Map([[user, rooms]]))
    },
    start() {
      const timer = setInterval(() => void flush(), every)
      return async () => {
        clearInterval(timer)
        await flush()
      }
    },
  }
}

interface Row extends Progress {
  readonly room: RoomId
  readonly user: UserId
}

/** Rows of one statement, 8 ms of an embedded database in which it appends nothing. Fewer take hardly less. */
const rowsAtOnce = 250

function rowsOf(marks: Unwritten): Row[] {
  const rows = [...marks].flatMap(([user, rooms]) =>
    [...rooms].map(([room, progress]) => ({ room, user, ...progress })),
  )
  // In much the same order on every node; where two writes do wait for each other, the database ends one and it is tried again.
  return rows.sort((a, b) => (a.room + a.user < b.room + b.user ? -1 : 1))
}

async function writeMarks(db: Db, rows: readonly Row[]): Promise<void> {
  await sql`
    UPDATE room_members m SET
      delivered = GREATEST(m.delivered, LEAST(mark.delivered, r.head)),
      read = GREATEST(m.read, LEAST(mark.read, r.head)),
      read_counted = GREATEST(m.read_counted, COALESCE(
        (SELECT e.counted FROM entries e WHERE e.room_id = r.id AND e.seq = LEAST(mark.read, r.head)), 0))
    FROM unnest(
      ${rows.map((row) => row.room)}::uuid[], ${rows.map((row) => row.user)}::uuid[],
      ${rows.map((row) => row.delivered)}::bigint[], ${rows.map((row) => row.read)}::bigint[]
    ) AS mark (room_id, user_id, delivered, read)
    JOIN rooms r ON r.id = mark.room_id
    WHERE m.room_id = mark.room_id AND m.user_id = mark.user_id
      AND (m.delivered < mark.delivered OR m.read < mark.read)`.execute(db)
}
