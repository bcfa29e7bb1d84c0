/** The fixed part of an RTP header (RFC 3550, 5.1). */
export const headerBytes = 12

export interface RtpHeader {
  readonly payloadType: number
  readonly marker: boolean
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc: number
  /** Where the payload begins, behind contributing sources and header extensions. */
  readonly payloadAt: number
}

/** Told apart by the second byte (RFC 5761, 4): RTCP packet types fall where no RTP payload type of ours does. */
export function isRtcp(bytes: Buffer): boolean {
  const type = bytes[1] ?? 0
  return type >= 192 && type <= 223
}

/** Undefined for what is not RTP version 2, or is cut short. */
export function readRtp(bytes: Buffer): RtpHeader | undefined {
  if (bytes.length < headerBytes) return undefined
  const first = bytes.readUInt8(0)
  if (first >> 6 !== 2) return undefined
  let payloadAt = headerBytes + (first & 0x0f) * 4
  if ((first & 0x10) !== 0) {
    if (bytes.length < payloadAt + 4) return undefined
    payloadAt += 4 + bytes.readUInt16BE(payloadAt + 2) * 4
  }
  if (bytes.length < payloadAt) return undefined
  const second = bytes.readUInt8(1)
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payloadAt,
  }
}

/**
 * The packet with nothing between header and payload. Extension ids are agreed per connection, so the
 * publisher's would be read by a viewer as something else.
 */
export function bare(bytes: Buffer, header: RtpHeader): Buffer {
  if (header.payloadAt === headerBytes) return bytes
  const start = header.payloadAt - headerBytes
  bytes.copyWithin(start, 0, headerBytes)
  const stripped = bytes.subarray(start)
  // Version and padding stay; the extension bit and the count of contributing sources go.
  stripped.writeUInt8(stripped.readUInt8(0) & 0xe0, 0)
  return stripped
}
