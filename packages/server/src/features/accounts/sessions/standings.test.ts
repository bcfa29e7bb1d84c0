import type { DeviceId, UserId } from '@stoa/contract/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Bus } from '../../../platform/cluster/cluster.ts'
import type { Database } from '../../../platform/database/database.ts'
import { testDatabase } from '../../../platform/database/testing.ts'
import { insertUser } from '../users.ts'
import { createStandings } from './standings.ts'
import { deleteDevice, insertDevice } from './store.ts'

const user = 'b6a7c1f4-3a5e-4a58-9d3b-0d9c2f5f1a01' as UserId
const id = 'b6a7c1f4-3a5e-4a58-9d3b-0d9c2f5f1a02' as DeviceId
let close: () => Promise<void>
let database: Database

beforeAll(async () => {
  const opened = await testDatabase()
  database = opened.database
  close = opened.close
  const text = { about: '', picture: null, timeZone: 'UTC', language: 'en', birthDate: null }
  const ada = { email: 'ada@example.org', name: 'Ada', role: 'user', demo: false, bannedUntil: null } as const
  await insertUser(database.db, { id: user, ...ada, ...text, createdAt: 0 })
})
afterAll(() => close())

const device = { id, user, name: '', address: '', createdAt: 0, usedAt: 0, expiresAt: 1, generation: 0 }

/** A cluster whose link to the others the test cuts and mends. */
function cuttableCluster() {
  const reconnected: (() => void)[] = []
  const link = { connected: true }
  const bus: Bus = { publish: () => undefined, subscribe: async () => () => undefined }
  return {
    link,
    bus,
    connected: () => link.connected,
    onReconnect: (listener: () => void) => {
      reconnected.push(listener)
      return () => undefined
    },
    mend() {
      link.connected = true
      for (const listener of reconnected) listener()
    },
  }
}

test('A3: while other nodes cannot be heard a standing is believed for a second, and none across the reconnection', async () => {
  const cluster = cuttableCluster()
  const time = { now: 0 }
  const standings = createStandings({ database, cluster, clock: () => time.now })
  await standings.start()
  await insertDevice(database.db, device)
  expect(await standings.of(id)).toMatchObject({ user, role: 'user' })
  await deleteDevice(database.db, { id, user })
  time.now += 900
  cluster.link.connected = false
  expect(await standings.of(id)).not.toBeNull()
  time.now += 100
  expect(await standings.of(id)).toBeNull()
  await insertDevice(database.db, device)
  cluster.mend()
  expect(await standings.of(id)).toMatchObject({ user })
  await deleteDevice(database.db, { id, user })
})

test('A3: a revocation heard of while a standing was being read is not outlived by what was read', async () => {
  const cluster = cuttableCluster()
  const standings = createStandings({ database, cluster, clock: () => 0 })
  await insertDevice(database.db, device)
  const reading = standings.of(id)
  standings.changed({ user, device: id })
  await reading
  await deleteDevice(database.db, { id, user })
  expect(await standings.of(id)).toBeNull()
})
