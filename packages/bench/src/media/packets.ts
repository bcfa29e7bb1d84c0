/** The picture and the sound that are sent: 1.3 Mbit/s of video in frames of a size, and Opus. Nobody decodes them. */
export const video = {
  payloadType: 96,
  ssrc: 1001,
  clockRate: 90_000,
  perSecond: 30,
  packets: 5,
  bytes: 1083,
} as const
export const audio = { payloadType: 111, ssrc: 2002, clockRate: 48_000, perSecond: 50, bytes: 100 } as const

/** Packets a second to each viewer. */
export const packetRate = video.perSecond * video.packets + audio.perSecond

const rtpBytes = 12
const stampBytes = 20
const magic = 0x5374_6f61

/** What a packet carries in its last bytes, where no server looks. */
export interface Stamp {
  /** Of its own kind, counted from 0 without gaps. */
  readonly number: number
  /** Microseconds of this machine's monotonic clock when it was sent. */
  readonly sentAt: number
}

/** The clock that all processes of a machine share, in microseconds. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

interface Media {
  readonly payloadType: number
  readonly ssrc: number
  readonly bytes: number
}

/** A whole RTP packet, stamped as sent now. `body` goes where a payload begins. */
function packet(
  media: Media,
  place: { readonly number: number; readonly timestamp: number; readonly marker: boolean },
  body: readonly number[],
): Buffer {
  const bytes = Buffer.alloc(rtpBytes + media.bytes)
  bytes.writeUInt8(0x80, 0)
  bytes.writeUInt8((place.marker ? 0x80 : 0) | media.payloadType, 1)
  bytes.writeUInt16BE(place.number & 0xffff, 2)
  bytes.writeUInt32BE(place.timestamp >>> 0, 4)
  bytes.writeUInt32BE(media.ssrc, 8)
  bytes.set(body, rtpBytes)
  const at = bytes.length - stampBytes
  bytes.writeUInt32BE(magic, at)
  bytes.writeBigUInt64BE(BigInt(place.number), at + 4)
  bytes.writeBigUInt64BE(BigInt(monotonic()), at + 12)
  return bytes
}

/**
 * One packet of VP8 (RFC 7741): a descriptor with a 15-bit picture id, then, where a frame begins, a frame header that says whether it is a
 * keyframe, of 640 × 480. `slot`: its frame's place in time.
 */
export function videoPacket(number: number, slot: number, keyframe: boolean): Buffer {
  const frame = Math.floor(number / video.packets)
  const first = number % video.packets === 0
  const last = number % video.packets === video.packets - 1
  const descriptor = [first ? 0x90 : 0x80, 0x80, 0x80 | ((frame >> 8) & 0x7f), frame & 0xff]
  const header = keyframe ? [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01] : [0x11, 0x02, 0x00]
  const timestamp = (slot * video.clockRate) / video.perSecond
  return packet(video, { number, timestamp, marker: last }, first ? [...descriptor, ...header] : descriptor)
}

export function audioPacket(number: number, slot: number): Buffer {
  const timestamp = (slot * audio.clockRate) / audio.perSecond
  // A stereo frame of 20 ms of CELT.
  return packet(audio, { number, timestamp, marker: false }, [0xfc])
}

/** Null for what is not one of these packets, whole. */
export function readStamp(bytes: Buffer): Stamp | null {
  const at = bytes.length - stampBytes
  if (at < rtpBytes || bytes.readUInt32BE(at) !== magic) return null
  return { number: Number(bytes.readBigUInt64BE(at + 4)), sentAt: Number(bytes.readBigUInt64BE(at + 12)) }
}

/** A sender's clock (RFC 3550, 6.4.1), by which sound and picture are put together. */
export function senderReport(
  media: { readonly ssrc: number; readonly clockRate: number },
  sent: { readonly packets: number; readonly bytes: number; readonly seconds: number },
): Buffer {
  const report = Buffer.alloc(28)
  report.set([0x80, 200, 0, 6])
  report.writeUInt32BE(media.ssrc, 4)
  const now = Date.now()
  report.writeUInt32BE((Math.floor(now / 1000) + 2_208_988_800) >>> 0, 8)
  report.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), 12)
  report.writeUInt32BE(Math.floor(sent.seconds * media.clockRate) >>> 0, 16)
  report.writeUInt32BE(sent.packets >>> 0, 20)
  report.writeUInt32BE(sent.bytes >>> 0, 24)
  return report
}

/** A receiver's word that it is there and lost nothing. */
export function receiverReport(ssrc: number): Buffer {
  const report = Buffer.alloc(32)
  report.set([0x81, 201, 0, 7])
  report.writeUInt32BE(1, 4)
  report.writeUInt32BE(ssrc, 8)
  return report
}

/** Whether a packet asks for a keyframe (RFC 4585, 6.3.1; RFC 5104, 4.3.1). */
export function asksKeyframe(bytes: Buffer): boolean {
  for (let at = 0; at + 4 <= bytes.length; at += (bytes.readUInt16BE(at + 2) + 1) * 4) {
    const format = bytes.readUInt8(at) & 0x1f
    if (bytes.readUInt8(at + 1) === 206 && (format === 1 || format === 4)) return true
  }
  return false
}

export function isRtcp(bytes: Buffer): boolean {
  const type = bytes[1] ?? 0
  return type >= 192 && type <= 223
}
