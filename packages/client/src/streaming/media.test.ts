import { Fault } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { ada, agora } from '../testing/entries.testing.ts'
import { type TestTime, testTime } from '../testing/time.testing.ts'
import type { Codec } from './connection.ts'
import { type FakeMedia, type FakeTrack, fakeMedia } from './media.testing.ts'
import { publish } from './publish.ts'
import { watch } from './watch.ts'
import { createWhipTransport } from './whip.ts'

const camera: FakeTrack = { kind: 'video', from: 'camera' }
const screen: FakeTrack = { kind: 'video', from: 'screen' }
const microphone: FakeTrack = { kind: 'audio', from: 'microphone' }

interface World {
  readonly time: TestTime
  readonly media: FakeMedia
  readonly faults: unknown[]
  publisher(sends?: readonly Codec[]): ReturnType<typeof publish<FakeTrack>>
  viewer(): ReturnType<typeof watch<FakeTrack>>
  /** Time passes while media flow. */
  flow(milliseconds: number): Promise<void>
}

function world(): World {
  const time = testTime()
  const media = fakeMedia()
  const faults: unknown[] = []
  const report = (error: unknown) => faults.push(error)
  const transport = (sends?: readonly Codec[]) =>
    createWhipTransport<FakeTrack>({ client: media.client, peer: media.page(sends), time, report })
  return {
    time,
    media,
    faults,
    publisher: (sends) => publish(agora, { transport: transport(sends), time, report }),
    viewer: () => watch(agora, ada, { transport: transport(), time, report }),
    async flow(milliseconds) {
      for (let passed = 0; passed < milliseconds; passed += 250) {
        media.carry()
        await time.pass(250)
      }
    },
  }
}

test('S1: a page publishes what it is given, and is live when the server has heard of it', async () => {
  const { publisher, media, flow, faults } = world()
  const one = publisher()
  one.start()
  expect(one.get().status).toBe('off')
  one.give('video', camera)
  one.give('audio', microphone)
  await flow(2000)
  expect(one.get()).toEqual({ status: 'live' })
  expect(media.open.size).toBe(1)
  const [line] = media.open.values()
  expect(line?.transceivers.map(({ track }) => track)).toEqual([microphone, camera])
  await one.stop()
  expect(media.open.size).toBe(0)
  expect(one.get().status).toBe('off')
  expect(faults).toEqual([])
})

test('from camera to screen is another track on the same line; a sound that was not there before needs another line', async () => {
  const { publisher, media, flow } = world()
  const one = publisher()
  one.give('video', camera)
  one.start()
  await flow(1000)
  one.give('video', screen)
  await flow(1000)
  expect(media.connections).toHaveLength(1)
  expect(media.connections[0]?.transceivers[0]?.track).toBe(screen)
  one.give('audio', microphone)
  await flow(2000)
  expect(media.connections).toHaveLength(2)
  expect(media.open.size).toBe(1)
  expect(one.get().status).toBe('live')
})

test('H.264 is sent where the browser has it, VP8 where it has not, and both before anything else', async () => {
  const codecs = ['video/AV1', 'video/VP8', 'video/rtx', 'video/H264'].map((mimeType) => ({ mimeType }))
  const names = (all: readonly Codec[] = []) => all.map(({ mimeType }) => mimeType)
  const has = world()
  const one = has.publisher(codecs)
  one.give('video', camera)
  one.start()
  await has.flow(1000)
  expect(names(has.media.connections[0]?.transceivers[0]?.codecs).slice(0, 2)).toEqual([
    'video/H264',
    'video/VP8',
  ])
  const hasNot = world()
  const other = hasNot.publisher(codecs.slice(0, 3))
  other.give('video', camera)
  other.start()
  await hasNot.flow(1000)
  expect(names(hasNot.media.connections[0]?.transceivers[0]?.codecs)).toEqual([
    'video/VP8',
    'video/AV1',
    'video/rtx',
  ])
})

test('S1: when the media server dies, the publisher notices and comes back by itself', async () => {
  const { publisher, media, time, flow } = world()
  const one = publisher()
  one.give('video', camera)
  one.start()
  await flow(2000)
  media.die()
  media.refuse(new Fault('UNAVAILABLE'))
  await time.pass(8000)
  expect(one.get().status).toBe('reconnecting')
  media.refuse(undefined)
  await flow(10_000)
  expect(one.get().status).toBe('live')
  expect(media.open.size).toBe(1)
})

test('S1: a publisher whom the server misses looks at once, and one that is well stays as it is', async () => {
  const { publisher, media, time, flow } = world()
  const one = publisher()
  one.give('video', camera)
  one.start()
  await flow(2000)
  one.missed()
  await flow(3000)
  expect(media.connections).toHaveLength(1)
  media.die()
  await time.pass(200)
  one.missed()
  await time.pass(1600)
  await flow(1000)
  expect(media.connections).toHaveLength(2)
  expect(one.get().status).toBe('live')
})

test('what cannot be published is refused with its reason, and can be tried again', async () => {
  const { publisher, media, flow } = world()
  const one = publisher()
  media.refuse(new Fault('GONE'))
  one.give('video', camera)
  one.start()
  await flow(1000)
  expect(one.get()).toMatchObject({ status: 'refused', fault: { code: 'GONE' } })
  media.refuse(undefined)
  one.start()
  await flow(1000)
  expect(one.get().status).toBe('live')
})

test('a second page that publishes waits for the first, and is refused when that goes on', async () => {
  const { publisher, flow } = world()
  const [first, second] = [publisher(), publisher()]
  for (const one of [first, second]) one.give('video', camera)
  first.start()
  await flow(1000)
  second.start()
  await flow(3000)
  expect(second.get().status).toBe('reconnecting')
  await flow(120_000)
  expect(second.get()).toMatchObject({ status: 'refused', fault: { code: 'CONFLICT' } })
  expect(first.get().status).toBe('live')
})

test('S1: a publisher that could not reach the server for long is not turned away by one conflict', async () => {
  const { publisher, media, time, flow } = world()
  const one = publisher()
  media.refuse(new Fault('UNAVAILABLE'))
  one.give('video', camera)
  one.start()
  await time.pass(120_000)
  media.refuse(new Fault('CONFLICT', undefined, { details: { retryAfter: 2000 } }))
  await time.pass(10_000)
  expect(one.get()).toMatchObject({ status: 'reconnecting', fault: { code: 'CONFLICT' } })
  media.refuse(undefined)
  await flow(10_000)
  expect(one.get().status).toBe('live')
})

test('S1: a publisher that is missed while it is being answered makes no other attempt beside that one', async () => {
  const { publisher, media, time, flow } = world()
  const one = publisher()
  media.refuse(new Fault('UNAVAILABLE'))
  one.give('video', camera)
  one.start()
  await time.pass(300)
  media.refuse(undefined)
  const answer = media.hold()
  await time.pass(1500)
  expect(media.connections).toHaveLength(2)
  one.missed()
  await time.pass(500)
  answer()
  await flow(2000)
  expect(one.get().status).toBe('live')
  expect(media.connections).toHaveLength(2)
})

test('S1: a viewer waits for what is not live yet as long as the server says, then plays', async () => {
  const { viewer, media, time, flow } = world()
  media.refuse(new Fault('CONFLICT', undefined, { details: { retryAfter: 2000 } }))
  const one = viewer()
  await time.pass(500)
  expect(one.get()).toMatchObject({ status: 'waiting', fault: { code: 'CONFLICT' } })
  media.refuse(undefined)
  await time.pass(1000)
  expect(media.open.size).toBe(0)
  await flow(2000)
  expect(one.get().status).toBe('playing')
  expect(one.get().fault).toBeUndefined()
  expect(one.get().remote).toMatchObject({ video: { kind: 'video' }, audio: { kind: 'audio' } })
})

test('S1: a viewer to whom nothing comes waits with the last picture, and plays on over the same line', async () => {
  const { viewer, media, time, flow } = world()
  const one = viewer()
  await flow(2000)
  const { remote } = one.get()
  await time.pass(3000)
  expect(one.get()).toEqual({ status: 'waiting', remote })
  await flow(1000)
  expect(one.get()).toEqual({ status: 'playing', remote })
  expect(media.connections).toHaveLength(1)
})

test('S1: when the media server dies, a viewer gets another line, at once where the publisher is back', async () => {
  const { viewer, media, time, flow } = world()
  const one = viewer()
  await flow(2000)
  media.die()
  await time.pass(2000)
  one.expect(false)
  await time.pass(500)
  one.expect(true)
  await flow(1500)
  expect(one.get().status).toBe('playing')
  media.die()
  await time.pass(20_000)
  await flow(2000)
  expect(one.get().status).toBe('playing')
})

test('S5: a viewer who stops tells the server so', async () => {
  const { viewer, media, flow, time } = world()
  const one = viewer()
  await flow(1000)
  expect(media.open.size).toBe(1)
  await one.stop()
  expect(media.open.size).toBe(0)
  expect(one.get().status).toBe('ended')
  await time.pass(60_000)
  expect(media.connections).toHaveLength(1)
})

test('one that is stopped while it opens leaves nothing open', async () => {
  const { viewer, media, time } = world()
  const one = viewer()
  await one.stop()
  await time.pass(5000)
  expect(media.open.size).toBe(0)
})
