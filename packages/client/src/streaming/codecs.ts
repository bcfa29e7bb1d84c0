import type { Codec } from './connection.ts'

/** The built-in server records H.264 as it comes; of others only VP8 is decoded everywhere. */
const order = ['video/h264', 'video/vp8']

/**
 * What a browser can send, best first: H.264 where it has an encoder for it, in the profile that every player knows, then VP8, then the
 * rest in its own order.
 */
export function preferred(codecs: readonly Codec[]): Codec[] {
  return codecs.toSorted((one, other) => rank(one) - rank(other))
}

function rank({ mimeType, sdpFmtpLine = '' }: Codec): number {
  const place = order.indexOf(mimeType.toLowerCase())
  if (place < 0) return 10
  if (place > 0) return 5
  // Constrained baseline, in packets of any size (RFC 6184).
  const plain = sdpFmtpLine.includes('profile-level-id=42e0') && sdpFmtpLine.includes('packetization-mode=1')
  return plain ? 0 : 1
}
