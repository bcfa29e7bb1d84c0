import { peer } from '@stoa/contract/calls'
import type { UserId } from '@stoa/contract/http'
import type { Signal } from '@stoa/contract/rooms'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type * as z from 'zod'
import { ada, bob } from '../testing/entries.testing.ts'
import { type TestTime, testTime } from '../testing/time.testing.ts'
import { createLink, type HearingLink } from './link.ts'
import { type FakeNetwork, type FakeTrack, fakeNetwork } from './peer.testing.ts'

interface Weather {
  /** Shares of signals that are lost and that come twice, and the longest delay in milliseconds. */
  readonly lost: number
  readonly doubled: number
  readonly delay: number
  readonly seed: number
  readonly noAnswers?: boolean
}

const fair: Weather = { lost: 0, doubled: 0, delay: 20, seed: 1 }

interface World {
  readonly time: TestTime
  readonly network: FakeNetwork
  readonly faults: unknown[]
  readonly fetched: () => number
  /** A page of somebody's; the caller is Ada. */
  page(user: UserId): HearingLink<FakeTrack>
  /** It is closed without a word. */
  vanish(page: HearingLink<FakeTrack>): void
  weather(next: Weather): void
}

function world(first: Weather): World {
  const time = testTime()
  const network = fakeNetwork()
  const pages = new Map<HearingLink<FakeTrack>, UserId>()
  const faults: unknown[] = []
  let weather = first
  let state = first.seed
  let ids = 0
  let fetched = 0

  function random(): number {
    state = (state * 1664525 + 1013904223) % 2 ** 32
    return state / 2 ** 32
  }

  function carry(from: UserId, body: z.output<typeof peer.body>): void {
    if (weather.noAnswers && body.description?.type === 'answer') return
    const times = random() < weather.lost ? 0 : random() < weather.doubled ? 2 : 1
    for (let n = 0; n < times; n += 1) {
      const signal: Signal = { type: peer.name, from, at: time.now(), body }
      time.after(Math.round(random() * weather.delay), () => {
        for (const page of pages.keys()) page.hear([signal])
      })
    }
  }

  return {
    time,
    network,
    faults,
    fetched: () => fetched,
    page(user) {
      const name = `${user === ada ? 'ada' : 'bob'}${pages.size}`
      const page = createLink<FakeTrack>({
        me: user,
        polite: user === bob,
        kinds: ['audio', 'video'],
        peer: network.peer(name),
        iceServers: async () => {
          fetched += 1
          return [{ urls: [`turn:${fetched}.example`] }]
        },
        signal: (body) => carry(user, peer.body.parse(body)),
        time,
        id: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
        report: (error) => faults.push(error),
      })
      pages.set(page, user)
      return page
    },
    vanish(page) {
      pages.delete(page)
      page.leave()
    },
    weather(next) {
      weather = next
    },
  }
}

async function until(time: TestTime, holds: () => boolean, most = 300_000): Promise<void> {
  for (let passed = 0; passed < most && !holds(); passed += 50) await time.pass(50)
  expect(holds()).toBe(true)
}

const connected = (...pages: HearingLink<FakeTrack>[]) =>
  pages.every((page) => page.get().status === 'connected')

test('C4: two pages connect, and each gives and gets audio and video', async () => {
  const { time, page, network, faults } = world(fair)
  const [caller, creator] = [page(ada), page(bob)]
  caller.give('audio', { kind: 'audio', from: 'ada' })
  creator.give('video', { kind: 'video', from: 'bob' })
  caller.join()
  await time.pass(3000)
  expect(caller.get().status).toBe('finding')
  creator.join()
  await until(time, () => connected(caller, creator))
  expect(Object.keys(caller.get().remote)).toEqual(['audio', 'video'])
  expect(network.connections.map((one) => one.transceivers.map(({ given }) => given.track?.from))).toEqual([
    ['ada', undefined],
    [undefined, 'bob'],
  ])
  expect(faults).toEqual([])
})

test('C4: an answer that is lost is had by saying the offer again', async () => {
  const { time, page, weather } = world(fair)
  const [caller, creator] = [page(ada), page(bob)]
  caller.join()
  creator.join()
  weather({ ...fair, noAnswers: true })
  await time.pass(2500)
  expect(connected(caller) || connected(creator)).toBe(false)
  weather(fair)
  await until(time, () => connected(caller, creator), 20_000)
})

test('C4: a change of network restarts ICE with freshly fetched servers', async () => {
  const { time, page, network, fetched } = world(fair)
  const [caller, creator] = [page(ada), page(bob)]
  caller.join()
  creator.join()
  await until(time, () => connected(caller, creator))
  const before = fetched()
  network.cut()
  await time.pass(100)
  expect(caller.get().status).toBe('reconnecting')
  caller.networkChanged()
  await until(time, () => connected(caller, creator), 3000)
  expect(fetched()).toBeGreaterThan(before)
  expect(network.connections).toHaveLength(2)
  expect(network.connections[0]?.iceServers[0]?.urls).not.toEqual(['turn:1.example'])
})

test('C4: a page that is loaded anew takes the place of the one before', async () => {
  const { time, page, vanish } = world(fair)
  const [caller, creator] = [page(ada), page(bob)]
  caller.join()
  creator.join()
  await until(time, () => connected(caller, creator))
  vanish(creator)
  const again = page(bob)
  again.join()
  await until(time, () => connected(caller, again), 20_000)
})

test('C4: of two pages of one account the later one takes part, and the other can take it back', async () => {
  const { time, page } = world(fair)
  const [caller, first] = [page(ada), page(bob)]
  caller.join()
  first.join()
  await until(time, () => connected(caller, first))
  const second = page(bob)
  await time.pass(100)
  expect(second.get().status).toBe('apart')
  second.join()
  await until(time, () => connected(caller, second))
  expect(first.get().status).toBe('elsewhere')
  first.join()
  await until(time, () => connected(caller, first))
  expect(second.get().status).toBe('elsewhere')
})

test('C4: whatever signals are lost, late, doubled or out of order, both connect, mend and take a reload', async () => {
  const weathers = fc.record({
    lost: fc.double({ min: 0, max: 0.5, noNaN: true }),
    doubled: fc.double({ min: 0, max: 0.3, noNaN: true }),
    delay: fc.integer({ min: 0, max: 1500 }),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
  })
  await fc.assert(
    fc.asyncProperty(weathers, async (weather) => {
      const { time, page, network, vanish, faults } = world(weather)
      const [caller, creator] = [page(ada), page(bob)]
      caller.join()
      creator.join()
      await until(time, () => connected(caller, creator))
      network.cut()
      await time.pass(100)
      if (weather.seed % 2 === 0) caller.networkChanged()
      if (weather.seed % 3 === 0) creator.networkChanged()
      await until(time, () => connected(caller, creator))
      vanish(caller)
      const again = page(ada)
      again.join()
      await until(time, () => connected(again, creator))
      expect(faults).toEqual([])
    }),
    {
      numRuns: 200,
      // What the page before had said came after the one that took its place, which stood back for it.
      examples: [[{ lost: 0, doubled: 0.17282560560852292, delay: 780, seed: 2080169710 }]],
    },
  )
}, 120_000)
