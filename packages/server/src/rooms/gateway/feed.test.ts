import { randomUUID } from 'node:crypto'
import type { RoomId, UserId } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Feed, type FeedOptions } from './feed.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A feed of a room of its own at its beginning, that tells nobody; `options` says what a test needs otherwise. */
function feedWith(options: Partial<FeedOptions>): Feed {
  return new Feed({
    room: randomUUID() as RoomId,
    kind: 'group',
    head: 0,
    closed: false,
    presenceLimit: 200,
    breath: () => 0,
    readAfter: async () => [],
    onPass: () => undefined,
    onError: () => undefined,
    emit: () => undefined,
    ...options,
  })
}

function entryAt(seq: number): Entry {
  return { seq, type: 'test.note', author: null, about: null, at: seq, clientId: null, body: { seq } }
}

/** One thing that happens to a feed. */
type Step =
  | { readonly do: 'commit'; readonly count: number; readonly bus: 'brings' | 'loses' | 'doubles' | 'delays' }
  | { readonly do: 'late'; readonly order: number }
  | { readonly do: 'turn' }
  | { readonly do: 'wait'; readonly milliseconds: number }
  | { readonly do: 'heads' }
  | { readonly do: 'join'; readonly behind: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('commit' as const),
    count: fc.integer({ min: 1, max: 5 }),
    bus: fc.constantFrom('brings' as const, 'loses' as const, 'doubles' as const, 'delays' as const),
  }),
  fc.record({ do: fc.constant('late' as const), order: fc.nat(20) }),
  fc.constant({ do: 'turn' as const }),
  fc.record({ do: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 60 }) }),
  fc.constant({ do: 'heads' as const }),
  fc.record({ do: fc.constant('join' as const), behind: fc.nat(10) }),
)

/** A reader that joined: what it was given, from its cursor on. */
interface Reader {
  readonly after: number
  readonly got: number[]
}

describe('a feed', () => {
  it('T1, T5: passes every entry on once and in order to whoever joined, whatever the bus does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 120 }), async (steps) => {
        const committed: Entry[] = []
        const delayed: Entry[][] = []
        const readers: Reader[] = []
        const problems: unknown[] = []
        const feed = feedWith({
          readAfter: async (seq) => committed.slice(seq, seq + 1000),
          onError: (error) => problems.push(error),
          emit: (event, body) => {
            if (event !== 'entries' || !('entries' in body)) return
            for (const reader of readers) reader.got.push(...body.entries.map((entry) => entry.seq))
          },
        })
        for (const one of steps) {
          switch (one.do) {
            case 'commit': {
              const entries = Array.from({ length: one.count }, (_, index) =>
                entryAt(committed.length + index + 1),
              )
              committed.push(...entries)
              if (one.bus === 'delays') delayed.push(entries)
              if (one.bus === 'brings' || one.bus === 'doubles') feed.accept(entries)
              if (one.bus === 'doubles') feed.accept(entries)
              break
            }
            case 'late': {
              const [entries] = delayed.splice(one.order % Math.max(1, delayed.length), 1)
              if (entries !== undefined) feed.accept(entries)
              break
            }
            case 'turn':
              await vi.advanceTimersByTimeAsync(0)
              break
            case 'wait':
              await vi.advanceTimersByTimeAsync(one.milliseconds)
              break
            case 'heads':
              await feed.reach(committed.length)
              break
            case 'join': {
              // As subscribe() does it: what the feed no longer holds is read, the rest and the joining happen in one turn.
              const after = Math.max(0, feed.head - one.behind)
              const read = feed.covers(after) ? [] : committed.slice(after, feed.head)
              feed.flush()
              const missed = [...read, ...feed.since(read.at(-1)?.seq ?? after)]
              readers.push({ after, got: missed.map((entry) => entry.seq) })
              break
            }
          }
        }
        await feed.reach(committed.length)
        feed.flush()
        expect(problems).toEqual([])
        expect(feed.head).toBe(committed.length)
        for (const { after, got } of readers)
          expect(got).toEqual(committed.slice(after).map((entry) => entry.seq))
        feed.close()
      }),
      { numRuns: 400 },
    )
  })

  it('T13: what happens in one turn goes out as one packet of each kind, and an idle room adds no delay', async () => {
    const packets: string[] = []
    const feed = feedWith({
      emit: (event) => packets.push(event),
    })
    feed.accept([entryAt(1)])
    feed.signal({ type: 'test.wave', from: randomUUID() as UserId, at: 0, body: {} })
    feed.accept([entryAt(2), entryAt(3)])
    feed.signal({ type: 'test.wave', from: randomUUID() as UserId, at: 0, body: {} })
    await vi.advanceTimersByTimeAsync(0)
    expect(packets).toEqual(['entries', 'signals'])
    feed.close()
  })

  it('T13: a room to which a packet takes long rests for as long after it, and what comes meanwhile shares the next', async () => {
    const packets: number[][] = []
    const took = { now: 0 }
    const feed = feedWith({
      emit: (_event, body) => {
        if ('entries' in body) packets.push(body.entries.map(({ seq }) => seq))
        // It takes so long to hand the packet to everybody.
        took.now += 10
      },
    })
    const now = vi.spyOn(performance, 'now').mockImplementation(() => took.now)
    onTestFinished(() => now.mockRestore())
    feed.accept([entryAt(1)])
    await vi.advanceTimersByTimeAsync(0)
    expect(packets).toEqual([[1]])
    feed.accept([entryAt(2)])
    took.now += 4
    await vi.advanceTimersByTimeAsync(4)
    feed.accept([entryAt(3)])
    expect(packets).toEqual([[1]])
    took.now += 6
    await vi.advanceTimersByTimeAsync(6)
    expect(packets).toEqual([[1], [2, 3]])
    feed.close()
  })

  it('T13: on a node that has much to do a room rests after each packet', async () => {
    const packets: number[][] = []
    const feed = feedWith({
      breath: () => 30,
      emit: (_event, body) => {
        if ('entries' in body) packets.push(body.entries.map(({ seq }) => seq))
      },
    })
    feed.accept([entryAt(1)])
    await vi.advanceTimersByTimeAsync(0)
    expect(packets).toEqual([[1]])
    feed.accept([entryAt(2)])
    await vi.advanceTimersByTimeAsync(25)
    feed.accept([entryAt(3)])
    expect(packets).toEqual([[1]])
    await vi.advanceTimersByTimeAsync(6)
    expect(packets).toEqual([[1], [2, 3]])
    feed.close()
  })

  it('T11: people who come and go within a moment are told of together, however many packets go out meanwhile', async () => {
    const packets: unknown[] = []
    const people = Array.from({ length: 3 }, () => randomUUID() as UserId)
    const feed = feedWith({
      emit: (event, body) => packets.push({ event, body }),
    })
    for (const person of people) {
      feed.join(person)
      feed.flush()
    }
    await vi.advanceTimersByTimeAsync(250)
    expect(packets).toEqual([
      { event: 'presence', body: { room: feed.room, joined: people, left: [], count: 3 } },
    ])
    feed.close()
  })

  it('T11: who came or went while the leases were read is not undone by what was read', () => {
    const [stays, comes, goes, died] = Array.from({ length: 4 }, () => randomUUID() as UserId)
    if (stays === undefined || comes === undefined || goes === undefined || died === undefined)
      throw new Error('nobody')
    const feed = feedWith({})
    for (const user of [stays, goes, died]) feed.join(user)
    vi.advanceTimersByTime(10)
    const asOf = performance.now()
    vi.advanceTimersByTime(10)
    feed.join(comes)
    feed.leave(goes)
    feed.reconcile(new Set([stays, goes]), asOf)
    expect(new Set(feed.presence().users)).toEqual(new Set([stays, comes]))
    feed.close()
  })

  it('T7: a head below its own makes it begin anew from there', async () => {
    const got: number[] = []
    const feed = feedWith({
      head: 10,
      emit: (_event, body) => {
        if ('entries' in body) got.push(...body.entries.map((entry) => entry.seq))
      },
    })
    feed.rewind(4)
    feed.accept([entryAt(5)])
    feed.flush()
    expect(got).toEqual([5])
    feed.close()
  })
})
