import { randomBytes } from 'node:crypto'

/** Gives that many unpredictable bytes. */
export type Random = (count: number) => Uint8Array

export const secureRandom: Random = (count) => randomBytes(count)

/** Six digits, each code as likely as any other. */
export function randomCode(random: Random): string {
  // The largest multiple of a million below 2^32: what lies above would favour small codes.
  const limit = 4_294_000_000
  for (;;) {
    const number = Buffer.from(random(4)).readUInt32BE()
    if (number < limit) return String(number % 1_000_000).padStart(6, '0')
  }
}

/** 256 bits as text. */
export function randomToken(random: Random): string {
  return Buffer.from(random(32)).toString('base64url')
}

/** A version 4 UUID (RFC 9562). */
export function randomId(random: Random): string {
  const bytes = Buffer.from(random(16))
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
