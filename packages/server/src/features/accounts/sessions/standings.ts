import { DeviceId, UserId } from '@stoa/contract/http'
import * as z from 'zod'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Cluster } from '../../../platform/cluster/cluster.ts'
import { batched } from '../../../platform/database/batched.ts'
import type { Database } from '../../../platform/database/database.ts'
import { readStandings, type Standing } from './store.ts'

const topic = 'accounts.standing'
/** Milliseconds a standing is believed while nodes hear of each other's changes, and while they do not. */
const believed = { connected: 60_000, alone: 1_000 }
/** So many devices are remembered at once. */
const capacity = 100_000

/** Whose standing changed: of one device, or of every device of a user. */
const Changed = z.object({ user: UserId, device: DeviceId.optional() })
export type Changed = z.output<typeof Changed>

interface Remembered {
  readonly standing: Standing | null
  readonly readAt: number
}

/**
 * What each node remembers of devices in use, so that a request costs no query, yet a revoked device or a changed role
 * counts on every node at once: changes are told over the bus, and records are read again after a minute.
 */
export interface Standings {
  /** Null where the device was signed out. */
  of(device: DeviceId): Promise<Standing | null>
  /** Makes every node read it again. Call it after the change is committed. */
  changed(change: Changed): void
  /** Listens to the other nodes; returns how to stop. */
  start(): Promise<() => void>
}

export function createStandings(needs: {
  readonly database: Database
  readonly cluster: Pick<Cluster, 'bus' | 'connected' | 'onReconnect'>
  readonly clock: Clock
}): Standings {
  const { database, cluster, clock } = needs
  const remembered = new Map<DeviceId, Remembered>()
  const reading = new Map<DeviceId, Promise<Standing | null>>()
  // Counts changes heard of: a record read while one arrived may be from before it, and is not remembered.
  let changes = 0

  // Thousands of clients that connect at once share their reads.
  const readOne = batched((devices: readonly DeviceId[]) => readStandings(database.db, devices))

  async function read(device: DeviceId): Promise<Standing | null> {
    const before = changes
    const readAt = clock()
    const standing = await readOne(device)
    if (changes === before) remember(device, { standing, readAt })
    return standing
  }

  function remember(device: DeviceId, record: Remembered): void {
    remembered.delete(device)
    remembered.set(device, record)
    const oldest = remembered.size > capacity ? remembered.keys().next().value : undefined
    if (oldest !== undefined) remembered.delete(oldest)
  }

  function forget(change: Changed): void {
    changes += 1
    reading.clear()
    if (change.device !== undefined) {
      remembered.delete(change.device)
      return
    }
    for (const [device, { standing }] of remembered) {
      if (standing?.user === change.user) remembered.delete(device)
    }
  }

  function forgetAll(): void {
    changes += 1
    reading.clear()
    remembered.clear()
  }

  return {
    of(device) {
      const record = remembered.get(device)
      const lasting = cluster.connected() ? believed.connected : believed.alone
      if (record !== undefined && clock() - record.readAt < lasting) return Promise.resolve(record.standing)
      const underWay = reading.get(device)
      if (underWay !== undefined) return underWay
      const started = read(device).finally(() => {
        if (reading.get(device) === started) reading.delete(device)
      })
      reading.set(device, started)
      return started
    },
    changed(change) {
      forget(change)
      cluster.bus.publish(topic, change)
    },
    async start() {
      const unsubscribe = await cluster.bus.subscribe(topic, (message) => {
        const change = Changed.safeParse(message)
        if (change.success) forget(change.data)
        else forgetAll()
      })
      const stopWatching = cluster.onReconnect(forgetAll)
      return () => {
        unsubscribe()
        stopWatching()
      }
    },
  }
}
