import { type Codec, supports } from './codecs.ts'

export interface OfferedMedia {
  readonly kind: 'audio' | 'video'
  readonly mid: string
  readonly sends: boolean
  readonly receives: boolean
  /** In the offerer's order of preference, those understood here alone. */
  readonly codecs: readonly Codec[]
  readonly ssrcs: readonly number[]
}

export interface Offer {
  readonly sdp: string
  readonly ufrag: string
  readonly password: string
  readonly media: readonly OfferedMedia[]
}

/** What is wrong with an offer, in words for whoever wrote it. */
export interface Unacceptable {
  readonly unacceptable: string
}

const longest = 64 * 1024
/** Each codec has a payload type of its own, of seven bits. */
const mostCodecs = 128

/**
 * Reads what WHIP and WHEP clients send (RFC 9725, 4.2): one bundle of at most one audio and one video section over
 * multiplexed, encrypted RTP. Anything else is unacceptable as a whole; there is no half an answer.
 */
export function readOffer(sdp: string, role: 'publisher' | 'viewer'): Offer | Unacceptable {
  if (sdp.length > longest) return { unacceptable: `an offer has at most ${longest} characters` }
  const lines = sdp.split(/\r?\n/).filter((line) => line !== '')
  // One within a line could pass for its end where what was offered is handed on.
  if (lines.some((line) => /\p{Cc}/u.test(line))) return { unacceptable: 'control characters in a line' }
  if (lines[0] !== 'v=0') return { unacceptable: 'not a session description: it begins with "v=0"' }
  const starts = lines.flatMap((line, at) => (line.startsWith('m=') ? [at] : []))
  if (starts.length === 0) return { unacceptable: 'no media is offered' }
  const session = lines.slice(0, starts[0])
  const sections = starts.map((start, index) => lines.slice(start, starts[index + 1]))

  const media: OfferedMedia[] = []
  for (const section of sections) {
    const read = readMedia(section, session)
    if ('unacceptable' in read) return read
    if (media.some((other) => other.kind === read.kind || other.mid === read.mid))
      return { unacceptable: `one audio and one video at most, each with a mid of its own` }
    media.push(read)
  }
  const bundled = (attribute(session, 'group') ?? '').split(' ')
  if (media.length > 1 && (bundled[0] !== 'BUNDLE' || !media.every((each) => bundled.includes(each.mid))))
    return { unacceptable: 'all media go in one bundle (a=group:BUNDLE)' }
  const first = sections[0] ?? []
  const ufrag = attribute(first, 'ice-ufrag') ?? attribute(session, 'ice-ufrag')
  const password = attribute(first, 'ice-pwd') ?? attribute(session, 'ice-pwd')
  if (!ufrag || ufrag.length < 4 || !password || password.length < 22)
    return { unacceptable: 'ICE credentials are missing or too short' }
  const wrong = role === 'publisher' ? wrongToPublish(media, sections) : wrongToWatch(media)
  return wrong === undefined ? { sdp, ufrag, password, media } : { unacceptable: wrong }
}

function readMedia(section: readonly string[], session: readonly string[]): OfferedMedia | Unacceptable {
  const [kind, port, protocol, ...payloads] = (section[0] ?? '').slice(2).split(' ')
  if (kind !== 'audio' && kind !== 'video') return { unacceptable: `media of kind "${kind}" are not taken` }
  if (payloads.length > mostCodecs) return { unacceptable: `${kind} has more than ${mostCodecs} codecs` }
  // Of what goes in the bundle alone, no port of its own is offered (RFC 9143, 6).
  if (port === '0' && attribute(section, 'bundle-only') === undefined)
    return { unacceptable: `the ${kind} section is rejected by its own offer (port 0)` }
  if (!protocol?.includes('TLS/RTP/SAVP')) return { unacceptable: `${kind} is not over DTLS-SRTP` }
  const mid = attribute(section, 'mid')
  if (mid === undefined || !/^[\w.~+-]{1,32}$/.test(mid)) return { unacceptable: `${kind} has no usable mid` }
  if (attribute(section, 'rtcp-mux') === undefined) return { unacceptable: `${kind} has no a=rtcp-mux` }
  const fingerprint = attribute(section, 'fingerprint') ?? attribute(session, 'fingerprint')
  if (!/^sha-\d+ ([\da-f]{2}:)+[\da-f]{2}$/i.test(fingerprint ?? ''))
    return { unacceptable: `${kind} has no usable certificate fingerprint` }
  const setup = attribute(section, 'setup') ?? attribute(session, 'setup')
  if (setup !== 'actpass' && setup !== 'active' && setup !== 'passive')
    return { unacceptable: `${kind} has no usable a=setup` }
  const direction = ['sendonly', 'recvonly', 'inactive'].find((each) => section.includes(`a=${each}`))
  return {
    kind,
    mid,
    sends: direction === undefined || direction === 'sendonly',
    receives: direction === undefined || direction === 'recvonly',
    codecs: readCodecs(section, kind, payloads),
    ssrcs: readSsrcs(section),
  }
}

function readCodecs(
  section: readonly string[],
  kind: 'audio' | 'video',
  payloads: readonly string[],
): Codec[] {
  const [names, formats] = [byPayload(section, 'rtpmap'), byPayload(section, 'fmtp')]
  return payloads.flatMap((payload) => {
    const payloadType = Number(payload)
    const [name, rate] = names.get(payload)?.split('/') ?? []
    if (name === undefined || !Number.isInteger(payloadType) || payloadType < 0 || payloadType > 127)
      return []
    const format = formats.get(payload) ?? ''
    const codec = { name: name.toUpperCase(), payloadType, clockRate: Number(rate), format }
    return supports(kind, codec) ? [codec] : []
  })
}

/** What the first attribute of this name says of each payload type. Read once: looked for per codec, a hostile offer takes minutes. */
function byPayload(section: readonly string[], name: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const value of attributes(section, name)) {
    const space = value.indexOf(' ')
    const payload = value.slice(0, space)
    if (space > 0 && !found.has(payload)) found.set(payload, value.slice(space + 1))
  }
  return found
}

function readSsrcs(section: readonly string[]): number[] {
  const found = attributes(section, 'ssrc').map((value) => Number.parseInt(value, 10))
  return [...new Set(found.filter((ssrc) => ssrc > 0 && ssrc <= 0xffffffff))]
}

function wrongToPublish(
  media: readonly OfferedMedia[],
  sections: readonly (readonly string[])[],
): string | undefined {
  for (const each of media) {
    if (!each.sends) return `the publisher does not send its ${each.kind}`
    if (each.codecs.length === 0) return `no ${each.kind} codec that is taken (VP8, H264, VP9, AV1; Opus)`
  }
  if (sections.some((section) => section.some((line) => /^a=(simulcast|rid):/.test(line))))
    return 'simulcast is not taken: offer one encoding, or VP9 or AV1 with scalabilityMode'
  // Packets are told apart by their SSRC: one that was not announced would be dropped in silence.
  const silent = media.find((each) => each.ssrcs.length === 0)
  return media.length > 1 && silent ? `${silent.kind} announces no SSRC (a=ssrc)` : undefined
}

function wrongToWatch(media: readonly OfferedMedia[]): string | undefined {
  const deaf = media.find((each) => !each.receives)
  return deaf ? `the viewer does not receive ${deaf.kind}` : undefined
}

function attributes(lines: readonly string[], name: string): string[] {
  return lines.filter((line) => line.startsWith(`a=${name}:`)).map((line) => line.slice(name.length + 3))
}

/** Its value, empty for an attribute that is only there, undefined for one that is not. */
function attribute(lines: readonly string[], name: string): string | undefined {
  return attributes(lines, name)[0] ?? (lines.includes(`a=${name}`) ? '' : undefined)
}
