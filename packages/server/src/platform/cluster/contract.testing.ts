import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Cluster } from './cluster.ts'
import { inbox } from './inbox.testing.ts'

/** Two nodes of one cluster. */
export interface Pair {
  readonly nodes: readonly [Cluster, Cluster]
  /** Lets time go by where a test decides it; real time goes by itself. */
  pass(milliseconds: number): void
  end(): Promise<void>
}

const soon = { timeout: 10_000, interval: 10 }
const long = 60_000

/** What every implementation of the cluster does. */
export function clusterContract(name: string, open: () => Promise<Pair>): void {
  describe(`a cluster ${name}`, () => {
    let pair: Pair
    let a: Cluster
    let b: Cluster
    beforeEach(async () => {
      pair = await open()
      ;[a, b] = pair.nodes
    })
    afterEach(() => pair.end())

    test('gives each node a name of its own and answers a check', async () => {
      expect(a.node).not.toBe(b.node)
      expect(a.connected() && b.connected()).toBe(true)
      await expect(a.check()).resolves.toBeUndefined()
    })

    describe('bus', () => {
      test('a message reaches subscribers on every node, the own ones before publish returns', async () => {
        const here = inbox()
        const there = inbox()
        await a.bus.subscribe('news', here.listener)
        await b.bus.subscribe('news', there.listener)
        const message = { text: 'hello', list: [1, null, 'ü'] }

        a.bus.publish('news', message)

        expect(here.messages[0]).toBe(message)
        await there.have(1)
        expect(there.messages).toEqual([message])
        expect(there.messages[0]).not.toBe(message)
      })

      test('messages of one publisher on one topic arrive in order on all nodes', async () => {
        const boxes = [inbox(), inbox(), inbox()] as const
        await a.bus.subscribe('count', boxes[0].listener)
        await b.bus.subscribe('count', boxes[1].listener)
        await b.bus.subscribe('count', boxes[2].listener)
        const numbers = Array.from({ length: 500 }, (_, index) => index)

        for (const number of numbers) {
          a.bus.publish('count', number)
          a.bus.publish('other', number)
          if (number % 100 === 0) await new Promise(setImmediate)
        }

        for (const box of boxes) await box.have(numbers.length)
        for (const box of boxes) expect(box.messages).toEqual(numbers)
      })

      test('a message published by a listener comes after the one it heard, for every listener', async () => {
        const [first, second, far] = [inbox(), inbox(), inbox()]
        await a.bus.subscribe('chain', (message) => {
          first.listener(message)
          if (message === 1) a.bus.publish('chain', 2)
        })
        await a.bus.subscribe('chain', second.listener)
        await b.bus.subscribe('chain', far.listener)

        a.bus.publish('chain', 1)

        await far.have(2)
        for (const box of [first, second, far]) expect(box.messages).toEqual([1, 2])
      })

      test('a node hears its own messages once', async () => {
        const here = inbox()
        await a.bus.subscribe('echo', here.listener)
        await b.bus.subscribe('echo', (message) => {
          if (message === 'ping') b.bus.publish('echo', 'pong')
        })

        a.bus.publish('echo', 'ping')

        await here.have(2)
        expect(here.messages).toEqual(['ping', 'pong'])
      })

      test('whoever unsubscribed hears no more, others still do', async () => {
        const [gone, left] = [inbox(), inbox()]
        const unsubscribe = await b.bus.subscribe('news', gone.listener)
        await b.bus.subscribe('news', left.listener)
        a.bus.publish('news', 'before')
        await left.have(1)

        unsubscribe()
        unsubscribe()
        a.bus.publish('news', 'after')
        b.bus.publish('news', 'own')

        await left.have(3)
        expect(gone.messages).toEqual(['before'])
      })

      test('a topic left and taken again in the same moment is heard', async () => {
        const box = inbox()
        const unsubscribe = await b.bus.subscribe('news', () => {})
        unsubscribe()
        await b.bus.subscribe('news', box.listener)

        a.bus.publish('news', 1)

        await box.have(1)
        expect(box.messages).toEqual([1])
      })

      test('many subscribe at once and each hears only its own topic', async () => {
        const boxes = Array.from({ length: 2_500 }, inbox)
        await Promise.all(boxes.map((box, index) => b.bus.subscribe(`topic ${index}`, box.listener)))

        for (const index of boxes.keys()) a.bus.publish(`topic ${index}`, index)

        for (const [index, box] of boxes.entries()) {
          await box.have(1)
          expect(box.messages).toEqual([index])
        }
      })

      test('a listener that throws and a message that is no JSON hurt nobody else', async () => {
        const [here, there] = [inbox(), inbox()]
        await a.bus.subscribe('news', () => {
          throw new Error('thrown on purpose')
        })
        await a.bus.subscribe('news', here.listener)
        await b.bus.subscribe('news', there.listener)

        a.bus.publish('news', 1n)
        a.bus.publish('news', undefined)

        expect(here.messages).toEqual([1n, undefined])
        await there.have(1)
        expect(there.messages).toEqual([null])
      })
    })

    describe('leases', () => {
      test('a holder is seen by all nodes until it lets go', async () => {
        expect(await a.leases.hold('user', 'phone', long)).toBe(true)
        expect(await a.leases.hold('user', 'phone', long)).toBe(false)
        expect(await b.leases.holders('user')).toEqual(['phone'])
        expect(await b.leases.holders('nobody')).toEqual([])

        await a.leases.release('user', 'phone')

        expect(await b.leases.holders('user')).toEqual([])
        expect(await a.leases.hold('user', 'phone', long)).toBe(true)
      })

      test('two nodes hold the same key, each with its own holder', async () => {
        expect(await a.leases.hold('user', a.node, long)).toBe(true)
        expect(await b.leases.hold('user', b.node, long)).toBe(true)
        expect((await a.leases.holders('user')).sort()).toEqual([a.node, b.node].sort())

        await a.leases.release('user', a.node)

        expect(await a.leases.holders('user')).toEqual([b.node])
      })

      test('what is not renewed lapses, what is renewed stays, what had lapsed is held again', async () => {
        await a.leases.hold('lapsing', 'x', 100)
        await a.leases.hold('kept', 'x', 100)
        await a.leases.renew([{ key: 'kept', holder: 'x' }], long)

        pair.pass(100)

        await vi.waitFor(async () => expect(await b.leases.holders('lapsing')).toEqual([]), soon)
        expect(await b.leases.holders('kept')).toEqual(['x'])
        await a.leases.renew(
          [
            { key: 'lapsing', holder: 'x' },
            { key: 'kept', holder: 'x' },
          ],
          long,
        )
        expect(await b.leases.holders('lapsing')).toEqual(['x'])
        expect(await a.leases.hold('lapsing', 'x', long)).toBe(false)
      })

      test('one holder that lapses leaves the others of its key', async () => {
        await a.leases.hold('user', 'long', long)
        await b.leases.hold('user', 'short', 100)

        pair.pass(100)

        await vi.waitFor(async () => expect(await a.leases.holders('user')).toEqual(['long']), soon)
      })

      test('many are renewed at once', async () => {
        const leases = Array.from({ length: 1_201 }, (_, index) => ({ key: `user ${index}`, holder: 'x' }))

        await a.leases.renew(leases, long)

        for (const index of [0, 499, 500, 1_200]) {
          expect(await b.leases.holders(`user ${index}`)).toEqual(['x'])
        }
      })
    })

    describe('locks', () => {
      test('one has it at a time, whoever asks', async () => {
        const tries = await Promise.all([a, b, a, b].map((node) => node.locks.acquire('settle', long)))
        const held = tries.filter((lock) => lock !== null)
        expect(held).toHaveLength(1)

        await held[0]?.release()

        expect(await b.locks.acquire('settle', long)).not.toBeNull()
        expect(await a.locks.acquire('another', long)).not.toBeNull()
      })

      test('it lapses, and whoever had it cannot release the next', async () => {
        const first = await a.locks.acquire('settle', 100)
        pair.pass(100)
        await vi.waitFor(async () => expect(await b.locks.acquire('settle', long)).not.toBeNull(), soon)

        await first?.release()

        expect(await a.locks.acquire('settle', long)).toBeNull()
      })
    })

    describe('counters', () => {
      const limit = { max: 3, seconds: 60 }

      test('all nodes count together up to the limit and say when to come again', async () => {
        expect(await a.counters.take('key', limit)).toEqual({ allowed: true, remaining: 2, retryAfter: 0 })
        expect(await b.counters.take('key', { ...limit, points: 2 })).toMatchObject({
          allowed: true,
          remaining: 0,
        })

        const refused = await a.counters.take('key', limit)

        expect(refused).toMatchObject({ allowed: false, remaining: 0 })
        expect(refused.retryAfter).toBeGreaterThan(0)
        expect(refused.retryAfter).toBeLessThanOrEqual(60_000)
        expect(await a.counters.take('other', limit)).toMatchObject({ allowed: true, remaining: 2 })
      })

      test('a reset on one node is a reset for all', async () => {
        await a.counters.take('key', { ...limit, points: 3 })
        expect((await b.counters.take('key', limit)).allowed).toBe(false)

        await b.counters.reset('key')

        expect(await a.counters.take('key', limit)).toMatchObject({ allowed: true, remaining: 2 })
      })

      test('the window ends by itself, however often it was tried meanwhile', async () => {
        const second = { max: 1, seconds: 1 }
        await a.counters.take('key', second)
        expect((await a.counters.take('key', second)).allowed).toBe(false)

        pair.pass(1_000)

        await vi.waitFor(async () => expect((await b.counters.take('key', second)).allowed).toBe(true), soon)
      })
    })

    test('a closed node hears nothing and the other goes on', async () => {
      const [closed, left] = [inbox(), inbox()]
      await a.bus.subscribe('news', closed.listener)
      await b.bus.subscribe('news', left.listener)

      await a.close()
      b.bus.publish('news', 1)
      a.bus.publish('news', 2)

      expect(left.messages).toEqual([1])
      expect(closed.messages).toEqual([])
      await expect(b.check()).resolves.toBeUndefined()
    })
  })
}
