import { pino } from 'pino'
import { expect, test } from 'vitest'
import { clusterContract } from './contract.testing.ts'
import { createCluster } from './create.ts'
import { inbox } from './inbox.testing.ts'
import { createMemoryHub } from './memory.ts'

const log = pino({ level: 'silent' })

function handClock() {
  let now = 1_000_000
  return {
    clock: () => now,
    pass(milliseconds: number) {
      now += milliseconds
    },
  }
}

clusterContract('in process', async () => {
  const { clock, pass } = handClock()
  const hub = createMemoryHub(clock)
  const nodes = [await createCluster({ log, clock, hub }), await createCluster({ log, clock, hub })] as const
  return {
    nodes,
    pass,
    async end() {
      for (const node of nodes) await node.close()
    },
  }
})

test('clusters without a common hub do not see each other', async () => {
  const { clock } = handClock()
  const a = await createCluster({ log, clock })
  const b = await createCluster({ log, clock })
  const there = inbox()
  await b.bus.subscribe('news', there.listener)

  a.bus.publish('news', 'of a')
  await a.leases.hold('user', 'phone', 1_000)
  b.bus.publish('news', 'of b')

  expect(there.messages).toEqual(['of b'])
  expect(await b.leases.holders('user')).toEqual([])
})

test('leases, locks and windows last to the millisecond of the clock', async () => {
  const { clock, pass } = handClock()
  const { leases, locks, counters } = await createCluster({ log, clock })
  const limit = { max: 1, seconds: 60 }
  await leases.hold('user', 'phone', 60_000)
  await locks.acquire('settle', 60_000)
  await counters.take('key', limit)

  pass(59_999)
  expect(await leases.holders('user')).toEqual(['phone'])
  expect(await locks.acquire('settle', 1)).toBeNull()
  expect(await counters.take('key', limit)).toEqual({ allowed: false, remaining: 0, retryAfter: 1 })

  pass(1)
  expect(await leases.holders('user')).toEqual([])
  expect(await locks.acquire('settle', 1)).not.toBeNull()
  expect(await counters.take('key', limit)).toEqual({ allowed: true, remaining: 0, retryAfter: 0 })
})
