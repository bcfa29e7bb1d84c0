import { performance } from 'node:perf_hooks'
import { emoteTally } from '@stoa/contract/emotes'
import { Fault, type RoomId } from '@stoa/contract/http'
import type { Locks } from '../../platform/cluster/cluster.ts'
import type { Log } from '../../platform/database/database.ts'
import type { Rooms } from '../../rooms/index.ts'

/**
 * What viewers see instead of single emotes (E2): how often each was sent. Each node gathers its own viewers' and tells the whole room; a lock
 * that is never released but lapses keeps all nodes together at one packet each quarter of a second for each room.
 */
export interface Tallies {
  add(room: RoomId, emote: string): void
  /** Tells what is left, at once. */
  close(): void
}

/** Milliseconds between packets: over a quarter of a second, as one may take longer on its way out than the fourth after it. */
const usual = 275
/** On a node that is busy they are up to so many times further apart: the same counts in fewer packets. */
const furthest = 4
/** Share of time the event loop works above which packets move apart, and below which they come together again. */
const busy = { above: 0.7, below: 0.5 }
/** Milliseconds between looks at that. */
const look = 1000
/** Milliseconds to gather before the first packet of a room where nothing was sent for a while. */
const first = 50
/** Milliseconds after which a node tries again where another one was faster, and as many at most in addition. */
const again = 40

function eventLoop(): () => number {
  let last = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    return utilization
  }
}

interface Gathered {
  readonly counts: Map<string, number>
  readonly timer: NodeJS.Timeout
}

export function createTallies({
  rooms,
  locks,
  log,
  random = Math.random,
  utilization = eventLoop(),
}: {
  readonly rooms: Pick<Rooms, 'signal'>
  readonly locks: Locks
  readonly log: Log
  readonly random?: () => number
  /** Share of the time since it was asked last that the event loop worked. */
  readonly utilization?: () => number
}): Tallies {
  const gathering = new Map<RoomId, Gathered>()
  let closed = false
  let spacing = usual
  let lookedAt = performance.now()

  function pace(): void {
    const now = performance.now()
    if (now - lookedAt < look) return
    lookedAt = now
    const used = utilization()
    if (used > busy.above) spacing = Math.min(spacing * 2, usual * furthest)
    else if (used < busy.below) spacing = Math.max(spacing / 2, usual)
  }

  function wait(room: RoomId, milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => void tell(room), milliseconds).unref()
  }

  async function tell(room: RoomId): Promise<void> {
    const gathered = gathering.get(room)
    if (gathered === undefined) return
    if (gathered.counts.size === 0) {
      gathering.delete(room)
      return
    }
    pace()
    const free = await isFree(room)
    if (closed) return
    if (!free) {
      const { counts } = gathered
      gathering.set(room, { counts, timer: wait(room, again + random() * again) })
      return
    }
    gathering.set(room, { counts: new Map(), timer: wait(room, spacing) })
    send(room, gathered.counts)
  }

  async function isFree(room: RoomId): Promise<boolean> {
    try {
      return (await locks.acquire(`emote-tally:${room}`, spacing)) !== null
    } catch (error) {
      // With the other nodes out of reach nobody there sees what is told here.
      if (!(error instanceof Fault)) log.warn({ err: error, room }, 'a tally was told without asking')
      return true
    }
  }

  function send(room: RoomId, counts: ReadonlyMap<string, number>): void {
    rooms.signal(room, emoteTally, { counts: Object.fromEntries(counts) })
  }

  return {
    add(room, emote) {
      let gathered = gathering.get(room)
      if (gathered === undefined) {
        gathered = { counts: new Map(), timer: wait(room, first) }
        gathering.set(room, gathered)
      }
      gathered.counts.set(emote, (gathered.counts.get(emote) ?? 0) + 1)
    },
    close() {
      closed = true
      for (const [room, { counts, timer }] of gathering) {
        clearTimeout(timer)
        if (counts.size > 0) send(room, counts)
      }
      gathering.clear()
    },
  }
}
