import { describe, expect, test } from 'vitest'
import { createKeyframeRequests } from './keyframes.ts'
import { createLane } from './lane.ts'
import { createReceiver } from './receiver.ts'
import { createSender } from './sender.ts'
import { overdue, silences, type ViewerSession } from './stream.ts'

const vp8 = { name: 'VP8', payloadType: 96, clockRate: 90_000, format: '' }

function packet(sequence: number, timestamp: number, ssrc = 5, payload = '1001'): Buffer {
  const bytes = Buffer.from(`8060${'00'.repeat(10)}${payload}`, 'hex')
  bytes.writeUInt16BE(sequence & 0xffff, 2)
  bytes.writeUInt32BE(timestamp >>> 0, 4)
  bytes.writeUInt32BE(ssrc, 8)
  return bytes
}

function viewerOf(lane: ReturnType<typeof createLane>, sequenceBase = 100) {
  const got: { sequence: number; timestamp: number; type: number; ssrc: number }[] = []
  const sender = createSender({
    ssrc: 77,
    payloadType: 120,
    sequenceBase,
    timestampBase: 1_000,
    write: (bytes) =>
      got.push({
        sequence: bytes.readUInt16BE(2),
        timestamp: bytes.readUInt32BE(4),
        type: bytes.readUInt8(1) & 0x7f,
        ssrc: bytes.readUInt32BE(8),
      }),
  })
  lane.senders.add(sender)
  return { sender, got }
}

describe('S2: keyframe requests', () => {
  test('are one a second at most, and the last one asked for is not forgotten', () => {
    let time = 0
    const at: number[] = []
    const requests = createKeyframeRequests({ now: () => time, ask: () => at.push(time) })
    for (time = 0; time < 5_000; time += 10) {
      requests.need()
      requests.tick()
    }
    expect(at).toEqual([0, 1_000, 2_000, 3_000, 4_000])
    expect(requests.asked).toBe(5)
  })

  test('are dropped when a keyframe comes of itself', () => {
    let time = 0
    const at: number[] = []
    const requests = createKeyframeRequests({ now: () => time, ask: () => at.push(time) })
    requests.need()
    requests.need()
    requests.came()
    time = 2_000
    requests.tick()
    expect(at).toEqual([0])
  })
})

describe('a lane', () => {
  test('gives each viewer its own names for the same packets', () => {
    const lane = createLane({ kind: 'video', codec: vp8, now: () => 1, onKeyframe: () => undefined })
    const [one, two] = [viewerOf(lane, 100), viewerOf(lane, 30_000)]
    lane.take({ packet: packet(7, 9_000), sequence: 65_543, restarted: false })
    lane.take({ packet: packet(8, 12_000), sequence: 65_544, restarted: false })
    expect(one.got).toEqual([
      { sequence: 100, timestamp: 1_000, type: 120, ssrc: 77 },
      { sequence: 101, timestamp: 4_000, type: 120, ssrc: 77 },
    ])
    expect(two.got.map(({ sequence }) => sequence)).toEqual([30_000, 30_001])
  })

  test('S1: goes on where it stopped when the publisher comes back with other numbers', () => {
    let time = 1_000
    const lane = createLane({ kind: 'video', codec: vp8, now: () => time, onKeyframe: () => undefined })
    const { got } = viewerOf(lane)
    lane.take({ packet: packet(7, 9_000), sequence: 65_543, restarted: false })
    time = 3_000
    lane.begin({ ...vp8, payloadType: 100 })
    lane.take({ packet: packet(40_000, 5), sequence: 105_536, restarted: false })
    // From before the break of the new one: its place is taken.
    lane.take({ packet: packet(39_999, 1), sequence: 105_535, restarted: false })
    lane.take({ packet: packet(40_001, 3_005), sequence: 105_537, restarted: false })
    expect(got.map(({ sequence, timestamp }) => [sequence, timestamp])).toEqual([
      [100, 1_000],
      [101, 181_000],
      [102, 184_000],
    ])
  })

  test('S3: sends again what a viewer lost, to that viewer alone, within its allowance', () => {
    const lane = createLane({ kind: 'video', codec: vp8, now: () => 1, onKeyframe: () => undefined })
    const [one, two] = [viewerOf(lane), viewerOf(lane)]
    for (let at = 0; at < 600; at += 1)
      lane.take({ packet: packet(at, at, 5, '10'.repeat(1_000)), sequence: 65_536 + at, restarted: false })
    lane.repair(one.sender, [100 + 88, 100 + 599, 100 + 600])
    expect(one.got.slice(600).map(({ sequence }) => sequence)).toEqual([188, 699])
    expect(two.got).toHaveLength(600)
    for (let round = 0; round < 1_000; round += 1) lane.repair(one.sender, [188])
    expect(one.sender.repaired * 1_012).toBeLessThanOrEqual(256 * 1_024)
  })
})

test('S3: a receiver asks the publisher again for lost video, and hands each packet on once', () => {
  let time = 1_000
  const sent: Buffer[] = []
  const got: number[] = []
  const receiver = createReceiver({
    kind: 'video',
    codec: vp8,
    bitrate: 1_000_000,
    now: () => time,
    send: (rtcp) => sent.push(rtcp),
    onPacket: ({ sequence }) => got.push(sequence & 0xffff),
    onReport: () => undefined,
    onHopeless: () => undefined,
  })
  for (const sequence of [1, 2, 5, 5]) receiver.rtp(packet(sequence, sequence))
  receiver.rtp(Buffer.from('80ff', 'hex'))
  time += 20
  receiver.tick()
  const nack = sent.at(-1)
  expect(nack?.readUInt8(1)).toBe(205)
  expect([nack?.readUInt16BE(12), nack?.readUInt16BE(14)]).toEqual([3, 1])
  receiver.rtp(packet(3, 3))
  receiver.rtp(packet(4, 4))
  time += 200
  const before = sent.length
  receiver.tick()
  expect(sent).toHaveLength(before)
  expect(got).toEqual([1, 2, 5, 3, 4])
  expect(receiver.counts()).toEqual({ packets: 5, lost: 0, repaired: 2 })
})

describe('S5: silence', () => {
  const viewer = (heardAt: number, sentAt: number, joined = true): ViewerSession => ({
    role: 'viewer',
    id: 'v',
    stream: 's',
    etag: '"e"',
    openedAt: 0,
    joined,
    connection: { answer: '', tracks: new Map(), addCandidate: () => undefined, close: () => undefined },
    viewer: {
      heardAt,
      sentAt,
      sent: () => ({ packets: 0, bytes: 0, resent: 0 }),
      follows: () => true,
      leave: () => undefined,
    },
  })

  test('of a viewer who is sent media counts, within 15 seconds', () => {
    expect(silences.viewerMs).toBeLessThan(15_000)
    expect(overdue(viewer(1_000, 12_900), 13_000)).toBeUndefined()
    expect(overdue(viewer(1_000, 13_900), 14_000)).toBe('silent')
  })

  test('of a viewer who is sent nothing does not', () => {
    expect(overdue(viewer(1_000, 1_000), 60_000)).toBeUndefined()
  })

  test('of one who never arrived does', () => {
    expect(overdue(viewer(0, 0, false), 15_000)).toBeUndefined()
    expect(overdue(viewer(0, 0, false), 15_001)).toBe('silent')
  })
})
