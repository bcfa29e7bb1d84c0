import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Opened, Refused } from './outcome.ts'

/** The part of @roamhq/wrtc that is used here: its own types lean on a browser's. */
interface Wrtc {
  readonly RTCPeerConnection: new (options: object) => Peer
  readonly MediaStream: new () => unknown
  readonly nonstandard: {
    readonly RTCVideoSource: new () => { createTrack(): Track; onFrame(frame: Frame): void }
    readonly RTCVideoSink: new (track: Track) => { onframe: (event: { frame: Frame }) => void; stop(): void }
    readonly RTCAudioSource: new () => { createTrack(): Track; onData(data: object): void }
    readonly RTCAudioSink: new (
      track: Track,
    ) => { ondata: (data: { samples: Int16Array }) => void; stop(): void }
  }
}

interface Track {
  readonly kind: 'audio' | 'video'
  stop(): void
}

interface Frame {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

interface Peer {
  addTransceiver(track: Track | string, options: object): unknown
  createOffer(): Promise<{ sdp: string; type: string }>
  setLocalDescription(description: object): Promise<void>
  setRemoteDescription(description: object): Promise<void>
  getStats(): Promise<Map<string, Record<string, unknown>>>
  readonly localDescription: { readonly sdp: string }
  readonly iceGatheringState: string
  readonly connectionState: string
  addEventListener(type: string, listener: (event: { track: Track }) => void): void
  close(): void
}

const require = createRequire(import.meta.url)
const wrtc: Wrtc = require('@roamhq/wrtc')

export interface Publishing {
  readonly offer: string
  accept(answer: string): Promise<void>
  stats(): Promise<Record<string, unknown>[]>
  close(): void
}

export interface PublishingOptions {
  /** As `VP8`; the first the library likes where it is left out. */
  readonly codec?: string
  readonly video?: boolean
  readonly audio?: boolean
}

const size = { width: 160, height: 120 }

/** Google's WebRTC with a moving picture and a tone, ten times a second. */
export async function publishing(options: PublishingOptions = {}): Promise<Publishing> {
  const { video = true, audio = true, codec } = options
  const peer = new wrtc.RTCPeerConnection({})
  const stops: (() => void)[] = []
  if (video) stops.push(sendVideo(peer))
  if (audio) stops.push(sendAudio(peer))
  const offer = await offerOf(peer, (sdp) => (codec === undefined ? sdp : onlyCodec(sdp, codec)))
  return {
    offer,
    accept: (sdp) => peer.setRemoteDescription({ type: 'answer', sdp }),
    stats: async () => [...(await peer.getStats()).values()],
    close() {
      for (const stop of stops) stop()
      peer.close()
    },
  }
}

function sendVideo(peer: Peer): () => void {
  const source = new wrtc.nonstandard.RTCVideoSource()
  const track = source.createTrack()
  peer.addTransceiver(track, { direction: 'sendonly' })
  const { width, height } = size
  let shown = 0
  const drawing = setInterval(() => {
    shown += 1
    const data = new Uint8Array(width * height * 1.5).fill(128)
    for (let at = 0; at < width * height; at += 1) data[at] = (at + shown * 8) & 0xff
    source.onFrame({ width, height, data })
  }, 100)
  return () => {
    clearInterval(drawing)
    track.stop()
  }
}

function sendAudio(peer: Peer): () => void {
  const source = new wrtc.nonstandard.RTCAudioSource()
  const track = source.createTrack()
  peer.addTransceiver(track, { direction: 'sendonly' })
  let played = 0
  const playing = setInterval(() => {
    const samples = new Int16Array(480)
    for (let at = 0; at < samples.length; at += 1, played += 1)
      samples[at] = Math.round(8_000 * Math.sin((played * 2 * Math.PI * 440) / 48_000))
    source.onData({ samples, sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 })
  }, 10)
  return () => {
    clearInterval(playing)
    track.stop()
  }
}

export interface Watching {
  readonly offer: string
  accept(answer: string): Promise<void>
  /** Pictures shown so far. */
  readonly frames: number
  /** Pieces of sound that were not silence. */
  readonly sounds: number
  /** Resolves once as many pictures have been shown, sound heard, or the connection says `state`. */
  untilFrames(count: number): Promise<void>
  untilSounds(count: number): Promise<void>
  untilState(state: string): Promise<void>
  stats(): Promise<Record<string, unknown>[]>
  close(): void
}

/** A viewer that counts what it sees and hears. */
export async function watching(options: PublishingOptions = {}): Promise<Watching> {
  const { video = true, audio = true, codec } = options
  const peer = new wrtc.RTCPeerConnection({})
  if (video) peer.addTransceiver('video', { direction: 'recvonly' })
  if (audio) peer.addTransceiver('audio', { direction: 'recvonly' })
  const counts = { frames: 0, sounds: 0 }
  const checks = new Set<() => void>()
  const changed = () => {
    for (const check of checks) check()
  }
  const until = (met: () => boolean) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const check = () => {
      if (met()) resolve()
    }
    checks.add(check)
    check()
    return promise.finally(() => checks.delete(check))
  }
  const stops: (() => void)[] = []
  peer.addEventListener('track', ({ track }) => {
    if (track.kind === 'video') {
      const sink = new wrtc.nonstandard.RTCVideoSink(track)
      sink.onframe = () => {
        counts.frames += 1
        changed()
      }
      stops.push(() => sink.stop())
    } else {
      const sink = new wrtc.nonstandard.RTCAudioSink(track)
      sink.ondata = ({ samples }) => {
        if (!samples.some((sample) => Math.abs(sample) > 500)) return
        counts.sounds += 1
        changed()
      }
      stops.push(() => sink.stop())
    }
  })
  peer.addEventListener('connectionstatechange', changed)
  const offer = await offerOf(peer, (sdp) => (codec === undefined ? sdp : onlyCodec(sdp, codec)))
  return {
    offer,
    accept: (sdp) => peer.setRemoteDescription({ type: 'answer', sdp }),
    get frames() {
      return counts.frames
    },
    get sounds() {
      return counts.sounds
    },
    untilFrames: (count) => until(() => counts.frames >= count),
    untilSounds: (count) => until(() => counts.sounds >= count),
    untilState: (state) => until(() => peer.connectionState === state),
    stats: async () => [...(await peer.getStats()).values()],
    close() {
      for (const stop of stops) stop()
      peer.close()
    },
  }
}

async function offerOf(peer: Peer, change: (sdp: string) => string): Promise<string> {
  const made = await peer.createOffer()
  const gathered = Promise.withResolvers<void>()
  peer.addEventListener('icegatheringstatechange', () => {
    if (peer.iceGatheringState === 'complete') gathered.resolve()
  })
  await peer.setLocalDescription({ type: 'offer', sdp: change(made.sdp) })
  await gathered.promise
  return peer.localDescription.sdp
}

/** The description with one video codec left. */
function onlyCodec(sdp: string, codec: string): string {
  const lines = sdp.split('\r\n')
  const video = lines.findIndex((line) => line.startsWith('m=video'))
  const kept = lines
    .slice(video)
    .flatMap((line) => /^a=rtpmap:(\d+) (\w+)\//.exec(line)?.slice(1) ?? [])
    .flatMap((value, at, all) => (at % 2 === 0 && all[at + 1] === codec ? [value] : []))
  return lines
    .filter((line, at) => {
      const payload = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1]
      return at < video || payload === undefined || kept.includes(payload) || isAudioBelow(lines, video, at)
    })
    .map((line) =>
      line.startsWith('m=video') ? `${line.split(' ').slice(0, 3).join(' ')} ${kept.join(' ')}` : line,
    )
    .join('\r\n')
}

function isAudioBelow(lines: readonly string[], video: number, at: number): boolean {
  const audio = lines.findIndex((line, index) => index > video && line.startsWith('m=audio'))
  return audio >= 0 && at > audio
}

/** The session, or an error with what the server said. */
export function opened(outcome: Opened | Refused): Opened {
  if (!outcome.ok) throw new Error(`${outcome.status} ${outcome.code}: ${outcome.message}`)
  return outcome
}

export interface Lossy {
  /** The offer without ways around the relay. */
  alone(offer: string): string
  /** The answer with the relay in place of the server. */
  through(answer: string): string
  readonly passed: number
  readonly dropped: number
  close(): void
}

/**
 * A line that loses packets both ways: a UDP relay in front of one client's server port. Only media are lost, as the
 * handshake's own retransmission is not what is tested. `random` decides, 0 ≤ x < 1.
 */
export async function lossyLine(options: {
  port: number
  loss: number
  random: () => number
}): Promise<Lossy> {
  const { port, loss, random } = options
  const [near, far] = [createSocket('udp4'), createSocket('udp4')]
  near.bind(0, '127.0.0.1')
  far.bind(0, '127.0.0.1')
  await Promise.all([once(near, 'listening'), once(far, 'listening')])
  let client: { port: number; address: string } | undefined
  let passed = 0
  let dropped = 0
  const loses = (bytes: Buffer) => {
    const isRtp = (bytes[0] ?? 0) >= 128 && (bytes[0] ?? 0) <= 191
    const lost = isRtp && random() < loss
    if (lost) dropped += 1
    else passed += 1
    return lost
  }
  near.on('message', (bytes, from) => {
    client = from
    if (!loses(bytes)) far.send(bytes, port, '127.0.0.1')
  })
  far.on('message', (bytes) => {
    if (client && !loses(bytes)) near.send(bytes, client.port, client.address)
  })
  const relay = near.address().port
  return {
    alone: (offer) => offer.replaceAll(/a=candidate:.*\r\n/g, ''),
    through: (answer) =>
      answer
        .split('\r\n')
        .filter((line, at, all) => !line.startsWith('a=candidate:') || at === firstCandidate(all))
        .map((line) =>
          line.startsWith('a=candidate:')
            ? `a=candidate:1 1 UDP 2122317823 127.0.0.1 ${relay} typ host`
            : line,
        )
        .join('\r\n'),
    get passed() {
      return passed
    },
    get dropped() {
      return dropped
    },
    close() {
      near.close()
      far.close()
    },
  }
}

function firstCandidate(lines: readonly string[]): number {
  return lines.findIndex((line) => line.startsWith('a=candidate:'))
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
