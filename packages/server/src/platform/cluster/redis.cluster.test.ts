import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import type { Cluster } from './cluster.ts'
import { clusterContract } from './contract.testing.ts'
import { createCluster } from './create.ts'
import { inbox } from './inbox.testing.ts'
import { type RedisServer, startRedis } from './redis.testing.ts'

const log = pino({ level: 'silent' })
const soon = { timeout: 10_000, interval: 10 }

let redis: RedisServer
beforeAll(async () => {
  redis = await startRedis()
})
// Each test has an empty Redis.
beforeEach(() => redis.restart())
afterAll(() => redis.stop())

const join = () => createCluster({ redisUrl: redis.url, log, clock: systemClock })

clusterContract('over Redis', async () => {
  const nodes = [await join(), await join()] as const
  return {
    nodes,
    pass() {},
    async end() {
      for (const node of nodes) await node.close()
    },
  }
})

async function withTwo(work: (a: Cluster, b: Cluster) => Promise<void>): Promise<void> {
  const [a, b] = [await join(), await join()]
  try {
    await work(a, b)
  } finally {
    await a.close()
    await b.close()
  }
}

/** Resolves when the connection is back; ask before it is lost. */
function returned(node: Cluster): Promise<void> {
  return new Promise((resolve) => {
    const stop = node.onReconnect(() => {
      stop()
      resolve()
    })
  })
}

async function killed(...nodes: Cluster[]): Promise<void> {
  await redis.kill()
  await vi.waitFor(() => expect(nodes.some((node) => node.connected())).toBe(false), soon)
}

describe('a cluster whose Redis is killed', () => {
  test('goes on for its own users and reaches the others again once Redis is back', () =>
    withTwo(async (a, b) => {
      const [here, there] = [inbox(), inbox()]
      await a.bus.subscribe('news', here.listener)
      await b.bus.subscribe('news', there.listener)
      const back = Promise.all([returned(a), returned(b)])
      await killed(a, b)

      a.bus.publish('news', 'lost to others')
      expect(here.messages).toEqual(['lost to others'])
      const late = inbox()
      await b.bus.subscribe('late', late.listener)
      b.bus.publish('late', 'own')
      expect(late.messages).toEqual(['own'])

      await redis.restart()
      await back
      a.bus.publish('news', 'again')
      a.bus.publish('late', 'from a')
      await there.have(1)
      await late.have(2)
      expect(there.messages).toEqual(['again'])
      expect(late.messages).toEqual(['own', 'from a'])
    }))

  test('hears everything published once its reconnect listeners are called', () =>
    withTwo(async (a, b) => {
      const boxes = Array.from({ length: 3_000 }, inbox)
      await Promise.all(boxes.map((box, index) => b.bus.subscribe(`topic ${index}`, box.listener)))
      const published = new Promise<void>((resolve) => {
        b.onReconnect(() => {
          vi.waitFor(() => expect(a.connected()).toBe(true), soon).then(() => {
            for (const index of boxes.keys()) a.bus.publish(`topic ${index}`, index)
            resolve()
          }, resolve)
        })
      })
      await killed(a, b)

      await redis.restart()
      await published

      for (const [index, box] of boxes.entries()) {
        await box.have(1)
        expect(box.messages).toEqual([index])
      }
    }))

  test('sees the leases it holds itself, and all see them again after the next renewal', () =>
    withTwo(async (a, b) => {
      await a.leases.hold('user', 'phone', 60_000)
      await b.leases.hold('user', 'laptop', 60_000)
      const back = Promise.all([returned(a), returned(b)])
      await killed(a, b)

      expect(await a.leases.holders('user')).toEqual(['phone'])
      expect(await a.leases.hold('user', 'tablet', 60_000)).toBe(true)
      await a.leases.release('user', 'tablet')
      await a.leases.renew([{ key: 'user', holder: 'phone' }], 60_000)

      await redis.restart()
      await back
      await a.leases.renew([{ key: 'user', holder: 'phone' }], 60_000)
      expect(await b.leases.holders('user')).toEqual(['phone'])
    }))

  test('gives no locks, counts for itself and fails its check, at once', () =>
    withTwo(async (a, b) => {
      const held = await a.locks.acquire('held', 60_000)
      await killed(a, b)

      await expect(a.locks.acquire('settle', 1_000)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      await expect(a.check()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      await expect(held?.release()).resolves.toBeUndefined()
      const limit = { max: 1, seconds: 60 }
      expect((await a.counters.take('key', limit)).allowed).toBe(true)
      expect((await a.counters.take('key', limit)).allowed).toBe(false)
      expect((await b.counters.take('key', limit)).allowed).toBe(true)
      await expect(a.counters.reset('key')).resolves.toBeUndefined()
      expect((await a.counters.take('key', limit)).allowed).toBe(true)
    }))

  test('survives being published to, subscribed to and asked while Redis comes and goes', () =>
    withTwo(async (a, b) => {
      const box = inbox()
      await b.bus.subscribe('news', box.listener)
      let running = true
      const traffic = (async () => {
        for (let count = 0; running; count++) {
          a.bus.publish('news', count)
          const unsubscribe = await a.bus.subscribe(`topic ${count}`, () => {})
          await Promise.all([
            a.leases.hold('user', 'x', 1_000),
            a.counters.take('key', { max: 1, seconds: 1 }),
          ])
          unsubscribe()
        }
      })()

      for (let round = 0; round < 3; round++) {
        const back = Promise.all([returned(a), returned(b)])
        await killed(a, b)
        const heard = box.messages.length
        await redis.restart()
        await back
        await box.have(heard + 1)
      }
      running = false
      await traffic

      expect(box.messages).toEqual([...new Set(box.messages)])
      expect(box.messages).toEqual([...box.messages].sort((one, other) => Number(one) - Number(other)))
    }))
})

test('a Redis that no longer answers counts as away until it does', () =>
  withTwo(async (a, b) => {
    const [here, there] = [inbox(), inbox()]
    await a.bus.subscribe('news', here.listener)
    await b.bus.subscribe('news', there.listener)
    const back = Promise.all([returned(a), returned(b)])
    redis.freeze()
    try {
      expect(await a.leases.hold('user', 'phone', 60_000)).toBe(true)
      await expect(a.check()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      a.bus.publish('news', 'own')
      expect(here.messages).toEqual(['own'])
      await vi.waitFor(() => expect(a.connected() || b.connected()).toBe(false), {
        ...soon,
        timeout: 15_000,
      })
    } finally {
      redis.thaw()
    }
    await back
    a.bus.publish('news', 'again')
    await vi.waitFor(() => expect(there.messages).toContain('again'), soon)
  }))

test('a node that starts without Redis serves its own users and joins when Redis comes', async () => {
  await redis.kill()
  const node = await join()
  try {
    expect(node.connected()).toBe(false)
    const here = inbox()
    await node.bus.subscribe('news', here.listener)
    node.bus.publish('news', 1)
    expect(here.messages).toEqual([1])

    const back = returned(node)
    await redis.restart()
    await back
    await expect(node.check()).resolves.toBeUndefined()
    const other = await join()
    other.bus.publish('news', 2)
    await here.have(2)
    await other.close()
  } finally {
    await node.close()
  }
})

test('a node that closes while Redis is away closes', async () => {
  const node = await join()
  await killed(node)
  await expect(node.close()).resolves.toBeUndefined()
})
