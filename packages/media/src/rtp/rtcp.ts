/** Packet types and formats of RTCP (RFC 3550, 12.1; RFC 4585, 6.1) that are understood here. */
const types = { sr: 200, rr: 201, bye: 203, transport: 205, payload: 206 } as const

export interface SenderReport {
  readonly kind: 'sr'
  readonly ssrc: number
  readonly ntpHigh: number
  readonly ntpLow: number
  readonly timestamp: number
}

export type Rtcp =
  | SenderReport
  | { readonly kind: 'rr'; readonly blocks: readonly ReportBlock[] }
  | { readonly kind: 'nack'; readonly media: number; readonly sequences: readonly number[] }
  | { readonly kind: 'keyframe' }
  | { readonly kind: 'bye' }

export interface ReportBlock {
  readonly ssrc: number
  /** Share lost since the last report, in 256ths. */
  readonly fractionLost: number
  readonly lost: number
  readonly highest: number
  /** In units of the stream's clock. */
  readonly jitter: number
  /** Middle 32 bits of the last sender report's time, and how long ago it came in 65536ths of a second. */
  readonly lastReport: number
  readonly sinceReport: number
}

/** The parts of a compound packet that matter here. What is cut short or unknown is left out. */
export function readRtcp(bytes: Buffer): Rtcp[] {
  const found: Rtcp[] = []
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = (bytes.readUInt16BE(at + 2) + 1) * 4
    if (at + length > bytes.length) break
    const part = readPart(bytes.subarray(at, at + length))
    if (part) found.push(part)
    at += length
  }
  return found
}

function readPart(part: Buffer): Rtcp | undefined {
  const count = part.readUInt8(0) & 0x1f
  switch (part.readUInt8(1)) {
    case types.sr:
      if (part.length < 28) return undefined
      return {
        kind: 'sr',
        ssrc: part.readUInt32BE(4),
        ntpHigh: part.readUInt32BE(8),
        ntpLow: part.readUInt32BE(12),
        timestamp: part.readUInt32BE(16),
      }
    case types.rr:
      return { kind: 'rr', blocks: readBlocks(part, 8, count) }
    case types.bye:
      return { kind: 'bye' }
    case types.transport:
      return count === 1 && part.length >= 16 ? readNack(part) : undefined
    case types.payload:
      // Picture loss (1) and full intra request (4) ask for the same thing.
      return count === 1 || count === 4 ? { kind: 'keyframe' } : undefined
    default:
      return undefined
  }
}

function readBlocks(part: Buffer, from: number, count: number): ReportBlock[] {
  const blocks: ReportBlock[] = []
  for (let at = from; at + 24 <= part.length && blocks.length < count; at += 24) {
    blocks.push({
      ssrc: part.readUInt32BE(at),
      fractionLost: part.readUInt8(at + 4),
      lost: part.readIntBE(at + 5, 3),
      highest: part.readUInt32BE(at + 8),
      jitter: part.readUInt32BE(at + 12),
      lastReport: part.readUInt32BE(at + 16),
      sinceReport: part.readUInt32BE(at + 20),
    })
  }
  return blocks
}

function readNack(part: Buffer): Rtcp {
  const sequences: number[] = []
  for (let at = 12; at + 4 <= part.length; at += 4) {
    const first = part.readUInt16BE(at)
    const following = part.readUInt16BE(at + 2)
    sequences.push(first)
    for (let bit = 0; bit < 16; bit += 1)
      if ((following & (1 << bit)) !== 0) sequences.push((first + bit + 1) & 0xffff)
  }
  return { kind: 'nack', media: part.readUInt32BE(8), sequences }
}

function part(count: number, type: number, bytes: number): Buffer {
  const written = Buffer.alloc(bytes)
  written.writeUInt8(0x80 | count, 0)
  written.writeUInt8(type, 1)
  written.writeUInt16BE(bytes / 4 - 1, 2)
  return written
}

export function writePli(from: number, media: number): Buffer {
  const written = part(1, types.payload, 12)
  written.writeUInt32BE(from, 4)
  written.writeUInt32BE(media, 8)
  return written
}

/** Sequences in rising order: each that follows within 16 of a first one costs a bit, not four bytes. */
export function writeNack(from: number, media: number, sequences: readonly number[]): Buffer {
  const pairs: { first: number; following: number }[] = []
  for (const sequence of sequences) {
    const last = pairs.at(-1)
    const behind = last === undefined ? 0 : (sequence - last.first) & 0xffff
    if (last !== undefined && behind >= 1 && behind <= 16) last.following |= 1 << (behind - 1)
    else pairs.push({ first: sequence & 0xffff, following: 0 })
  }
  const written = part(1, types.transport, 12 + pairs.length * 4)
  written.writeUInt32BE(from, 4)
  written.writeUInt32BE(media, 8)
  for (const [index, pair] of pairs.entries()) {
    written.writeUInt16BE(pair.first, 12 + index * 4)
    written.writeUInt16BE(pair.following, 14 + index * 4)
  }
  return written
}

export function writeReceiverReport(from: number, block: ReportBlock): Buffer {
  const written = part(1, types.rr, 32)
  written.writeUInt32BE(from, 4)
  written.writeUInt32BE(block.ssrc, 8)
  written.writeUInt8(block.fractionLost, 12)
  written.writeIntBE(Math.max(-0x800000, Math.min(0x7fffff, block.lost)), 13, 3)
  written.writeUInt32BE(block.highest >>> 0, 16)
  written.writeUInt32BE(block.jitter >>> 0, 20)
  written.writeUInt32BE(block.lastReport >>> 0, 24)
  written.writeUInt32BE(block.sinceReport >>> 0, 28)
  return written
}

export interface SenderCounts {
  readonly ssrc: number
  readonly timestamp: number
  readonly packets: number
  readonly octets: number
}

/** The publisher's clock, told to a viewer in the viewer's own numbers: what keeps lips and voice together. */
export function writeSenderReport(report: SenderReport, counts: SenderCounts): Buffer {
  const written = part(0, types.sr, 28)
  written.writeUInt32BE(counts.ssrc, 4)
  written.writeUInt32BE(report.ntpHigh, 8)
  written.writeUInt32BE(report.ntpLow, 12)
  written.writeUInt32BE(counts.timestamp >>> 0, 16)
  written.writeUInt32BE(counts.packets >>> 0, 20)
  written.writeUInt32BE(counts.octets >>> 0, 24)
  return written
}

/** The most a publisher should send, in bits a second (draft-alvestrand-rmcat-remb-03, 2.2). */
export function writeRemb(from: number, media: number, bitrate: number): Buffer {
  const written = part(15, types.payload, 24)
  written.writeUInt32BE(from, 4)
  written.write('REMB', 12, 'ascii')
  let exponent = 0
  while (bitrate / 2 ** exponent >= 0x40000) exponent += 1
  const mantissa = Math.floor(bitrate / 2 ** exponent)
  written.writeUInt8(1, 16)
  written.writeUInt8((exponent << 2) | (mantissa >> 16), 17)
  written.writeUInt16BE(mantissa & 0xffff, 18)
  written.writeUInt32BE(media, 20)
  return written
}

/** Says that nothing more comes from here, behind the empty report that every compound begins with. */
export function writeBye(ssrc: number): Buffer {
  const [report, bye] = [part(0, types.rr, 8), part(1, types.bye, 8)]
  report.writeUInt32BE(ssrc, 4)
  bye.writeUInt32BE(ssrc, 4)
  return Buffer.concat([report, bye])
}
