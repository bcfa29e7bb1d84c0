export interface Codec {
  /** As in the session description, in capitals: VP8, H264, VP9, AV1, OPUS. */
  readonly name: string
  readonly payloadType: number
  readonly clockRate: number
  /** The codec's parameters (a=fmtp), or empty. */
  readonly format: string
}

const taken: Record<'audio' | 'video', ReadonlyMap<string, number>> = {
  audio: new Map([['OPUS', 48_000]]),
  video: new Map([
    ['VP8', 90_000],
    ['H264', 90_000],
    ['VP9', 90_000],
    ['AV1', 90_000],
  ]),
}

export function supports(kind: 'audio' | 'video', codec: Codec): boolean {
  return taken[kind].get(codec.name) === codec.clockRate
}

/**
 * The viewer's own entry for what the publisher sends, or undefined where it cannot play it. Packets go out as they came,
 * so the packetisation must be the same. A profile that differs is a last resort for H.264 alone: the stream carries
 * its parameters, and decoders take more than they announce.
 */
export function playable(sent: Codec, offered: readonly Codec[]): Codec | undefined {
  const same = offered.filter((codec) => codec.name === sent.name)
  if (sent.name === 'VP9' || sent.name === 'AV1') {
    const key = sent.name === 'VP9' ? 'profile-id' : 'profile'
    return same.find((codec) => (parameter(codec, key) ?? '0') === (parameter(sent, key) ?? '0'))
  }
  if (sent.name !== 'H264') return same[0]
  const packed = same.filter((codec) => packetization(codec) === packetization(sent))
  return packed.find((codec) => profile(codec) === profile(sent)) ?? packed[0]
}

/** Whether a viewer set up for one may go on with the other. */
export function interchangeable(before: Codec, now: Codec): boolean {
  return before.name === now.name && (before.name !== 'H264' || packetization(before) === packetization(now))
}

function parameter(codec: Codec, name: string): string | undefined {
  const pair = codec.format.split(';').find((each) => each.trim().startsWith(`${name}=`))
  return pair?.split('=')[1]?.trim()
}

function packetization(codec: Codec): string {
  return parameter(codec, 'packetization-mode') ?? '0'
}

/** The first of the three bytes: which tools of the standard are used; the last is only the level. */
function profile(codec: Codec): string {
  return (parameter(codec, 'profile-level-id') ?? '42').slice(0, 2).toLowerCase()
}
