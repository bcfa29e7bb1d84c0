import { describe, expect, test } from 'vitest'
import { createArrivals } from './arrivals.ts'
import { createHistory } from './history.ts'
import { beginsKeyframe } from './keyframe.ts'
import { createLosses } from './losses.ts'
import { bare, isRtcp, readRtp } from './packet.ts'
import {
  readRtcp,
  writeBye,
  writeNack,
  writePli,
  writeReceiverReport,
  writeRemb,
  writeSenderReport,
} from './rtcp.ts'

describe('RTP packets', () => {
  test('lose contributing sources and header extensions, and keep the rest', () => {
    const packet = Buffer.from(
      'b1e0123400000001000000ff' + '0000cccc' + 'bede000110aa0000' + '0badcafe',
      'hex',
    )
    const header = readRtp(packet)
    expect(header).toMatchObject({ payloadType: 0x60, marker: true, sequence: 0x1234, ssrc: 0xff })
    if (!header) return
    // Version and padding stay.
    expect(bare(packet, header).toString('hex')).toBe('a0e0123400000001000000ff' + '0badcafe')
  })

  test('that are cut short or of another version are none', () => {
    expect(readRtp(Buffer.alloc(11, 0x80))).toBeUndefined()
    expect(readRtp(Buffer.alloc(12))).toBeUndefined()
    expect(readRtp(Buffer.from('9060000100000001000000ff', 'hex'))).toBeUndefined()
    expect(readRtp(Buffer.from('9060000100000001000000ffbedeffff', 'hex'))).toBeUndefined()
  })

  test('are told from RTCP by their second byte', () => {
    expect(isRtcp(writePli(1, 2))).toBe(true)
    expect(isRtcp(Buffer.from('80e0', 'hex'))).toBe(false)
  })
})

describe('arrivals', () => {
  test('are counted on through the wrap, each once', () => {
    const arrivals = createArrivals()
    const first = arrivals.note(65_534)?.extended ?? 0
    expect(arrivals.note(65_535)?.extended).toBe(first + 1)
    expect(arrivals.note(1)).toEqual({ extended: first + 3, skipped: [first + 2], restarted: false })
    expect(arrivals.note(0)).toEqual({ extended: first + 2, skipped: [], restarted: false })
    expect(arrivals.note(0)).toBeUndefined()
    expect(arrivals).toMatchObject({ expected: 4, received: 4 })
  })

  test('far away are a new beginning', () => {
    const arrivals = createArrivals()
    arrivals.note(10)
    expect(arrivals.note(30_000)).toMatchObject({ restarted: true, skipped: [] })
    expect(arrivals.expected).toBe(1)
  })
})

describe('losses', () => {
  test('S3: are asked for again and again, then given up for a keyframe', () => {
    const losses = createLosses()
    losses.lost([5, 6], 0)
    expect(losses.due(5)).toEqual({ ask: [], hopeless: false })
    expect(losses.due(10)).toEqual({ ask: [5, 6], hopeless: false })
    losses.found(5)
    expect(losses.due(40)).toEqual({ ask: [], hopeless: false })
    expect(losses.due(70)).toEqual({ ask: [6], hopeless: false })
    expect(losses.due(1_001)).toEqual({ ask: [], hopeless: true })
    expect(losses.due(1_100)).toEqual({ ask: [], hopeless: false })
  })

  test('S3: too many to ask for are given up at once, and cost no memory', () => {
    const losses = createLosses()
    losses.lost(
      Array.from({ length: 401 }, (_, at) => at),
      0,
    )
    expect(losses.due(20)).toEqual({ ask: [], hopeless: true })
  })
})

test('history keeps the last packets alone', () => {
  const history = createHistory(512)
  for (let sequence = 65_000; sequence < 66_000; sequence += 1)
    history.keep(sequence, Buffer.from([sequence & 0xff]))
  expect(history.find(65_999 & 0xffff)).toEqual(Buffer.from([65_999 & 0xff]))
  expect(history.find(65_488)).toEqual(Buffer.from([65_488 & 0xff]))
  expect(history.find(65_487)).toBeUndefined()
})

describe('keyframes are known', () => {
  const cases: [codec: string, payload: string, begins: boolean][] = [
    ['VP8', '1000', true],
    ['VP8', '1001', false],
    ['VP8', '0000', false],
    // With a 15-bit picture id, TL0PICIDX and TID.
    ['VP8', '90e0812a0540' + '10', true],
    ['VP8', '90e0812a0540' + '11', false],
    ['VP9', '08', true],
    ['VP9', '48', false],
    ['VP9', '00', false],
    // Of a spatial layer above the lowest.
    ['VP9', 'a8810202', false],
    ['H264', '65', true],
    ['H264', '61', false],
    ['H264', '7c85', true],
    ['H264', '7c05', false],
    ['H264', '78' + '00026742' + '000268ce', true],
    ['AV1', '18', true],
    ['AV1', '10', false],
    ['OPUS', 'ff', false],
  ]
  test.each(cases)('%s %s: %s', (codec, payload, begins) => {
    expect(beginsKeyframe(codec, Buffer.from(payload, 'hex'))).toBe(begins)
  })
})

describe('RTCP', () => {
  test('what is written is read back', () => {
    const block = {
      ssrc: 7,
      fractionLost: 12,
      lost: -3,
      highest: 70_000,
      jitter: 90,
      lastReport: 0xdeadbeef,
      sinceReport: 65_536,
    }
    const report = { kind: 'sr', ssrc: 9, ntpHigh: 1, ntpLow: 2, timestamp: 3 } as const
    const compound = Buffer.concat([
      writeSenderReport(report, { ssrc: 9, timestamp: 3, packets: 4, octets: 5 }),
      writeReceiverReport(1, block),
      writeNack(1, 7, [65_534, 65_535, 65_550, 65_551, 65_600]),
      writePli(1, 7),
      writeBye(1),
    ])
    expect(readRtcp(compound)).toEqual([
      report,
      { kind: 'rr', blocks: [block] },
      { kind: 'nack', media: 7, sequences: [65_534, 65_535, 14, 15, 64] },
      { kind: 'keyframe' },
      { kind: 'rr', blocks: [] },
      { kind: 'bye' },
    ])
  })

  test('a bitrate is told in 18 bits and an exponent', () => {
    const remb = writeRemb(1, 7, 6_000_000)
    const [exponent, mantissa] = [
      remb.readUInt8(17) >> 2,
      ((remb.readUInt8(17) & 3) << 16) | remb.readUInt16BE(18),
    ]
    expect(mantissa * 2 ** exponent).toBeCloseTo(6_000_000, -2)
  })

  test('that is cut short or lies about its length is left out', () => {
    expect(readRtcp(writePli(1, 2).subarray(0, 8))).toEqual([])
    expect(readRtcp(Buffer.from('81c9ffff', 'hex'))).toEqual([])
    expect(readRtcp(Buffer.from('82c9000100000001', 'hex'))).toEqual([{ kind: 'rr', blocks: [] }])
  })
})
