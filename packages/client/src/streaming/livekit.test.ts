import { Fault } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { ada, agora, bob } from '../testing/entries.testing.ts'
import { type TestTime, testTime } from '../testing/time.testing.ts'
import { createLiveKitTransport, type HearingLiveKit } from './livekit.ts'
import type { FakeTrack } from './media.testing.ts'
import { publish } from './publish.ts'
import type { Transport } from './transport.ts'
import { watch } from './watch.ts'

const camera: FakeTrack = { kind: 'video', from: 'camera' }

interface FakeRoom {
  readonly hear: HearingLiveKit<FakeTrack>
  readonly sent: [kind: string, track: FakeTrack | null][]
  readonly publishes: boolean
  open: boolean
}

function world(): {
  readonly time: TestTime
  readonly rooms: FakeRoom[]
  readonly transport: Transport<FakeTrack>
  /** What asking for a ticket gives from now on, in place of one. */
  refuse(fault: Fault | undefined): void
} {
  const rooms: FakeRoom[] = []
  let refusal: Fault | undefined
  let asked = false
  const call = async (_route: unknown, request?: unknown): Promise<unknown> => {
    if (refusal !== undefined) throw refusal
    asked = JSON.stringify(request).includes('"publish":true')
    return { url: 'wss://media.example', token: 'ticket' }
  }
  const transport = createLiveKitTransport<FakeTrack>({
    // The only route it calls is the one for tickets.
    client: { call: call as Parameters<typeof createLiveKitTransport>[0]['client']['call'] },
    async make(hear) {
      const room: FakeRoom = { hear, sent: [], publishes: asked, open: false }
      rooms.push(room)
      return {
        async connect() {
          room.open = true
        },
        async send(kind, track) {
          room.sent.push([kind, track])
        },
        stats: async () => undefined,
        async close() {
          room.open = false
        },
      }
    },
  })
  return {
    time: testTime(),
    rooms,
    transport,
    refuse(fault) {
      refusal = fault
    },
  }
}

test('with LiveKit a page publishes by a ticket, and from camera to screen is no new connection', async () => {
  const { time, rooms, transport } = world()
  const one = publish(agora, { transport, time })
  one.give('video', camera)
  one.start()
  await time.pass(2000)
  expect(one.get().status).toBe('live')
  const screen: FakeTrack = { kind: 'video', from: 'screen' }
  one.give('video', screen)
  await time.pass(1000)
  expect(rooms).toHaveLength(1)
  expect(rooms[0]).toMatchObject({
    publishes: true,
    sent: [
      ['video', camera],
      ['video', screen],
    ],
  })
  await one.stop()
  expect(rooms[0]?.open).toBe(false)
})

test('with LiveKit all publishers of a stream are watched over one connection', async () => {
  const { time, rooms, transport } = world()
  const [one, other] = [ada, bob].map((user) => watch(agora, user, { transport, time }))
  await time.pass(1000)
  expect(one?.get().status).toBe('waiting')
  expect(rooms).toHaveLength(1)
  rooms[0]?.hear.track(ada, 'video', camera)
  await time.pass(3000)
  expect(one?.get()).toMatchObject({ status: 'playing', remote: { video: camera } })
  expect(other?.get().status).toBe('waiting')
  rooms[0]?.hear.track(bob, 'video', camera)
  await time.pass(20_000)
  expect(other?.get().status).toBe('playing')
  rooms[0]?.hear.track(ada, 'video', undefined)
  await time.pass(500)
  expect(one?.get().status).toBe('waiting')
  expect(other?.get().status).toBe('playing')
  await one?.stop()
  await other?.stop()
  expect(rooms[0]?.open).toBe(false)
})

test('with LiveKit a viewer whose connection is given up gets another, and one who may not watch is told so', async () => {
  const { time, rooms, transport, refuse } = world()
  const one = watch(agora, ada, { transport, time })
  await time.pass(200)
  rooms[0]?.hear.track(ada, 'video', camera)
  await time.pass(2000)
  rooms[0]?.hear.closed()
  await time.pass(2000)
  rooms[1]?.hear.track(ada, 'video', camera)
  await time.pass(20_000)
  expect(one.get().status).toBe('playing')
  refuse(new Fault('GONE'))
  rooms[1]?.hear.closed()
  await time.pass(5000)
  expect(one.get()).toMatchObject({ status: 'ended', fault: { code: 'GONE' } })
})
