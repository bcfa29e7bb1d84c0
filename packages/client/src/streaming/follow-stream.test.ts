import { listMoments, momentFound, momentGrown } from '@stoa/contract/emotes'
import { Fault, type Route } from '@stoa/contract/http'
import { getRoom } from '@stoa/contract/rooms'
import { getStream, joinStream, type Stream, streamChanged } from '@stoa/contract/streams'
import { expect, test } from 'vitest'
import type { Client, Hearing } from '../api.ts'
import { ada, agora, bob, cyd, entry, room } from '../testing/entries.testing.ts'
import { testTime } from '../testing/time.testing.ts'
import { followStream } from './follow-stream.ts'
import { olives } from './stream.testing.ts'
import type { LiveMoment } from './view.ts'

const live: Stream = { ...olives, status: 'live', publishers: [ada], startedAt: 1, viewers: 3 }
const moment = (seq: number, count: number): LiveMoment => ({
  seq,
  emote: '🔥',
  start: seq * 60_000,
  end: seq * 60_000 + 60_000,
  count,
  total: 2 * count,
  ratio: 0.5,
  people: 4,
  final: false,
})

/** A server that says what it is told to, and what was asked of it. */
function world(first: { stream?: Stream; fault?: Fault } = {}) {
  const time = testTime()
  const asked: Route[] = []
  const told: { stream: Stream; moments: LiveMoment[]; fault?: Fault } = {
    stream: live,
    moments: [],
    ...first,
  }
  let hearing: Hearing | undefined
  const call = async (route: Route): Promise<unknown> => {
    asked.push(route)
    if (told.fault !== undefined) throw told.fault
    if (route === getRoom) return room({ kind: 'stream', head: 5 })
    if (route === listMoments) return { moments: told.moments }
    if (route === joinStream && told.stream.status === 'ended') throw new Fault('GONE')
    return told.stream
  }
  const faults: unknown[] = []
  const followed = followStream(
    {
      // What each of these routes replies, by hand.
      call: call as Client['call'],
      listen(_room, after, hear) {
        expect(after).toBe(5)
        hearing = hear
        return () => {
          hearing = undefined
        }
      },
    },
    agora,
    { time, report: (error) => faults.push(error) },
  )
  return {
    time,
    asked,
    told,
    faults,
    followed,
    heard: () => hearing,
    count: (route: Route) => asked.filter((one) => one === route).length,
  }
}

const state = (seq: number, status: Stream['status'], publishers: Stream['publishers']) =>
  entry(seq, { type: streamChanged.name, author: null, body: { status, publishers } })

test('S1: who watches a stream is let in, and knows at once who publishes', async () => {
  const { followed, time, asked, heard } = world()
  expect(followed.facts.get().status).toBe('loading')
  await time.pass(10)
  expect(asked[0]).toBe(joinStream)
  expect(followed.facts.get()).toMatchObject({ status: 'ready', stream: { publishers: [ada], viewers: 3 } })
  heard()?.entries([state(6, 'live', [ada, bob])])
  expect(followed.facts.get().stream?.publishers).toEqual([ada, bob])
  heard()?.present?.([cyd])
  expect(followed.present.get()).toEqual([cyd])
})

test('S5: who has just come to watch is counted among the others within a few seconds', async () => {
  const { followed, time, told } = world()
  await time.pass(10)
  told.stream = { ...live, viewers: 4 }
  await time.pass(4000)
  expect(followed.facts.get().stream?.viewers).toBe(4)
})

test('S5: how many watch is read anew while it is live, and no more when it is over', async () => {
  const { followed, time, told, count, heard } = world()
  await time.pass(10)
  told.stream = { ...live, viewers: 9 }
  await time.pass(20_000)
  expect(followed.facts.get().stream?.viewers).toBe(9)
  told.stream = { ...live, status: 'ended', publishers: [], endedAt: 9 }
  heard()?.entries([state(6, 'ended', [])])
  await time.pass(3000)
  const after = count(getStream)
  await time.pass(120_000)
  expect(count(getStream)).toBe(after)
})

test('S6: a recording that is being finished is looked at until it is ready', async () => {
  const { followed, time, told, heard } = world()
  await time.pass(10)
  const recording = { status: 'running', url: null, seconds: 0, parts: [] } as const
  told.stream = { ...live, status: 'ended', recording: { ...recording, parts: [] } }
  heard()?.entries([state(6, 'ended', [])])
  await time.pass(4000)
  expect(followed.facts.get().stream?.recording?.status).toBe('running')
  told.stream = { ...told.stream, recording: { ...recording, parts: [], status: 'ready' } }
  await time.pass(4000)
  expect(followed.facts.get().stream?.recording?.status).toBe('ready')
})

test('E5: moments that were there are listed, new ones are announced once, and grow', async () => {
  const { followed, time, told, heard } = world()
  told.moments = [moment(2, 20)]
  const announced: number[] = []
  followed.announced(({ seq }) => announced.push(seq))
  await time.pass(10)
  const { seq: _, ...body } = moment(7, 30)
  heard()?.entries([entry(7, { type: momentFound.name, author: null, body })])
  heard()?.entries([
    entry(8, { type: momentGrown.name, author: null, about: 7, body: { ...body, count: 50 } }),
    entry(9, { type: momentGrown.name, author: null, about: 2, body: { ...moment(2, 25), final: true } }),
  ])
  expect(followed.moments.get().map(({ seq, count }) => [seq, count])).toEqual([
    [2, 25],
    [7, 50],
  ])
  expect(announced).toEqual([7])
})

test('E2: tallies of the server are passed on, and nobody else’s', async () => {
  const { followed, time, heard } = world()
  await time.pass(10)
  const tallies: unknown[] = []
  const stop = followed.tallied(({ counts }) => tallies.push(counts))
  const tally = { type: 'emote.tally', at: 1, body: { counts: { '🔥': 3 } } }
  heard()?.signals?.([
    { ...tally, from: null },
    { ...tally, from: bob },
    { ...tally, from: null, body: { counts: 'many' } },
  ])
  stop()
  heard()?.signals?.([{ ...tally, from: null }])
  expect(tallies).toEqual([{ '🔥': 3 }])
  expect(followed.minutes.get()).toEqual([{ at: 0, counts: { '🔥': 6 } }])
})

test('what is over and was not recorded is read without being let in', async () => {
  const { followed, time, heard } = world({ stream: { ...olives, status: 'ended', endedAt: 9 } })
  await time.pass(10)
  expect(followed.facts.get()).toMatchObject({ status: 'ready', stream: { status: 'ended' } })
  expect(heard()).toBeUndefined()
})

test('a server that cannot be reached is asked again; a stream that is not there is not', async () => {
  const { followed, time, told } = world({ fault: new Fault('UNAVAILABLE') })
  await time.pass(100)
  expect(followed.facts.get()).toMatchObject({ status: 'error', fault: { code: 'UNAVAILABLE' } })
  delete told.fault
  await time.pass(2000)
  expect(followed.facts.get().status).toBe('ready')
  const other = world({ fault: new Fault('NOT_FOUND') })
  await other.time.pass(60_000)
  expect(other.asked).toHaveLength(1)
})

test('one that is no longer followed asks and hears nothing', async () => {
  const { followed, time, asked, heard } = world()
  await time.pass(10)
  followed.stop()
  const before = asked.length
  await time.pass(120_000)
  expect(asked).toHaveLength(before)
  expect(heard()).toBeUndefined()
})
