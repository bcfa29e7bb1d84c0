import * as z from 'zod'
import type { PeerStats } from '../calling/index.ts'

/** What a connection has counted until now. */
export interface MediaCount {
  readonly packets: number
  readonly lost: number
  readonly bytes: number
  /** Pictures shown, or sent. */
  readonly frames: number
  readonly width: number | undefined
  readonly height: number | undefined
  readonly codec: string | undefined
  /** Seconds to the media server and back. */
  readonly roundTrip: number | undefined
  /** Seconds that what came has waited here, all pictures together, to be shown evenly; and how many there were. */
  readonly held: number
  readonly emitted: number
}

/** What one sees of it: between two countings. */
export interface MediaQuality {
  readonly width: number | undefined
  readonly height: number | undefined
  readonly codec: string | undefined
  /** A second. */
  readonly frames: number
  /** A second. */
  readonly bits: number
  /** Share of the packets. */
  readonly loss: number
  /** Milliseconds on the way from the media server and in this browser, estimated: half of there and back, and the wait. */
  readonly delay: number | undefined
}

const Rtp = z.object({
  type: z.enum(['inbound-rtp', 'outbound-rtp']),
  kind: z.string().optional(),
  packetsReceived: z.number().optional(),
  packetsSent: z.number().optional(),
  packetsLost: z.number().optional(),
  bytesReceived: z.number().optional(),
  bytesSent: z.number().optional(),
  framesDecoded: z.number().optional(),
  framesSent: z.number().optional(),
  frameWidth: z.number().optional(),
  frameHeight: z.number().optional(),
  jitterBufferDelay: z.number().optional(),
  jitterBufferEmittedCount: z.number().optional(),
  codecId: z.string().optional(),
})
const Remote = z.object({ type: z.literal('remote-inbound-rtp'), packetsLost: z.number().optional() })
const Pair = z.object({
  type: z.literal('candidate-pair'),
  nominated: z.literal(true),
  state: z.literal('succeeded'),
  currentRoundTripTime: z.number(),
})
const CodecStats = z.object({ type: z.literal('codec'), id: z.string(), mimeType: z.string() })
const Transported = z.object({ type: z.literal('transport'), packetsReceived: z.number() })

export function countOf(stats: PeerStats): MediaCount {
  let packets = 0
  let lost = 0
  let bytes = 0
  let video: z.output<typeof Rtp> | undefined
  let roundTrip: number | undefined
  const codecs = new Map<string, string>()
  stats.forEach((one) => {
    const rtp = Rtp.safeParse(one)
    if (rtp.success) {
      packets += rtp.data.packetsReceived ?? rtp.data.packetsSent ?? 0
      bytes += rtp.data.bytesReceived ?? rtp.data.bytesSent ?? 0
      lost += rtp.data.packetsLost ?? 0
      if (rtp.data.kind === 'video') video = rtp.data
    }
    const remote = Remote.safeParse(one)
    if (remote.success) lost += remote.data.packetsLost ?? 0
    const pair = Pair.safeParse(one)
    if (pair.success) roundTrip = pair.data.currentRoundTripTime
    const codec = CodecStats.safeParse(one)
    if (codec.success) codecs.set(codec.data.id, codec.data.mimeType)
  })
  return {
    packets,
    lost,
    bytes,
    frames: video?.framesDecoded ?? video?.framesSent ?? 0,
    width: video?.frameWidth,
    height: video?.frameHeight,
    codec: video?.codecId === undefined ? undefined : codecs.get(video.codecId)?.replace('video/', ''),
    roundTrip,
    held: video?.jitterBufferDelay ?? 0,
    emitted: video?.jitterBufferEmittedCount ?? 0,
  }
}

/** How it was between two countings, `seconds` apart. */
export function qualityOf(before: MediaCount, now: MediaCount, seconds: number): MediaQuality {
  const packets = Math.max(0, now.packets - before.packets)
  const lost = Math.max(0, now.lost - before.lost)
  const emitted = now.emitted - before.emitted
  const waited = emitted > 0 ? (now.held - before.held) / emitted : 0
  return {
    width: now.width,
    height: now.height,
    codec: now.codec,
    frames: Math.max(0, now.frames - before.frames) / seconds,
    bits: (Math.max(0, now.bytes - before.bytes) * 8) / seconds,
    loss: packets + lost === 0 ? 0 : lost / (packets + lost),
    delay: now.roundTrip === undefined ? undefined : Math.round((now.roundTrip / 2 + waited) * 1000),
  }
}

/** Packets of media that came. */
export function arrivedIn(stats: PeerStats): number | undefined {
  return countOf(stats).packets
}

/** Packets that came from whoever one sends to: its reports, at least one a second while it is there. */
export function heardIn(stats: PeerStats): number | undefined {
  let heard: number | undefined
  stats.forEach((one) => {
    const transport = Transported.safeParse(one)
    if (transport.success) heard = (heard ?? 0) + transport.data.packetsReceived
  })
  return heard
}
