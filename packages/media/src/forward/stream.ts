import type { CodecNames, Departure, StreamStats } from '../events.ts'
import type { Connection } from './connection.ts'
import { createKeyframeRequests, type KeyframeRequests } from './keyframes.ts'
import { createLane, type Lane } from './lane.ts'
import type { Publisher, PublisherLane } from './publisher.ts'
import type { Viewer } from './viewer.ts'

export interface PublisherSession {
  readonly role: 'publisher'
  readonly id: string
  readonly stream: string
  readonly etag: string
  readonly openedAt: number
  readonly connection: Connection
  readonly plan: readonly PublisherLane[]
  publisher: Publisher | undefined
  /** From its first packet on. */
  live: boolean
}

export interface ViewerSession {
  readonly role: 'viewer'
  readonly id: string
  readonly stream: string
  readonly etag: string
  readonly openedAt: number
  readonly connection: Connection
  viewer: Viewer | undefined
  /** From when its connection carries media on: before, it is no viewer to others. */
  joined: boolean
}

export type Session = PublisherSession | ViewerSession

/** One stream: whoever publishes it at the moment, and all who watch. */
export interface Stream {
  readonly id: string
  readonly lanes: Map<'audio' | 'video', Lane>
  readonly viewers: Map<string, ViewerSession>
  readonly keyframes: KeyframeRequests
  /** A publisher between its offer and its first packet, or live. */
  publisher: PublisherSession | undefined
  /** One is being answered: a second one is refused even before the first is there. */
  opening: boolean
  /** Whether it has ever been live, and until when a publisher may come back. */
  begun: boolean
  until: number | undefined
  /** Of viewers who left. */
  readonly departed: { packets: number; bytes: number; resent: number }
  measured: { at: number; bytes: number }
}

export function createStream(id: string, now: () => number): Stream {
  const stream: Stream = {
    id,
    lanes: new Map(),
    viewers: new Map(),
    keyframes: createKeyframeRequests({ now, ask: () => stream.publisher?.publisher?.askKeyframe() }),
    publisher: undefined,
    opening: false,
    begun: false,
    until: undefined,
    departed: { packets: 0, bytes: 0, resent: 0 },
    measured: { at: now(), bytes: 0 },
  }
  return stream
}

/** Sets the lanes to what this publisher sends. */
export function beginLanes(stream: Stream, plan: readonly PublisherLane[], now: () => number): void {
  for (const { section, codec } of plan) {
    const lane = stream.lanes.get(section.kind)
    if (lane) lane.begin(codec)
    else {
      const { kind } = section
      stream.lanes.set(kind, createLane({ kind, codec, now, onKeyframe: stream.keyframes.came }))
    }
  }
}

export function codecsOf(lanes: ReadonlyMap<'audio' | 'video', Lane>): CodecNames {
  const [video, audio] = [lanes.get('video'), lanes.get('audio')]
  return { ...(video && { video: video.codec.name }), ...(audio && { audio: audio.codec.name }) }
}

/** Counts since the stream began; the bitrate is that since this was last called. */
export function measure(stream: Stream, at: number): StreamStats {
  const lanes = [...stream.lanes.values()]
  const bytes = lanes.reduce((sum, lane) => sum + lane.octets, 0)
  const seconds = Math.max(0.001, (at - stream.measured.at) / 1000)
  const bitrate = Math.round(((bytes - stream.measured.bytes) * 8) / seconds)
  stream.measured = { at, bytes }
  const sent = [
    stream.departed,
    ...[...stream.viewers.values()].flatMap(({ viewer }) => viewer?.sent() ?? []),
  ]
  const counts = stream.publisher?.publisher?.counts() ?? { lost: 0, repaired: 0 }
  return {
    stream: stream.id,
    live: stream.publisher?.live === true,
    codecs: codecsOf(stream.lanes),
    viewers: [...stream.viewers.values()].filter(({ joined }) => joined).length,
    packets: lanes.reduce((sum, lane) => sum + lane.packets, 0),
    bytes,
    bitrate,
    ...counts,
    keyframes: stream.lanes.get('video')?.keyframes ?? 0,
    keyframesAsked: stream.keyframes.asked,
    sentPackets: sent.reduce((sum, each) => sum + each.packets, 0),
    sentBytes: sent.reduce((sum, each) => sum + each.bytes, 0),
    resent: sent.reduce((sum, each) => sum + each.resent, 0),
  }
}

export function removeViewer(stream: Stream, session: ViewerSession): void {
  stream.viewers.delete(session.id)
  session.viewer?.leave()
  const sent = session.viewer?.sent()
  if (sent === undefined) return
  stream.departed.packets += sent.packets
  stream.departed.bytes += sent.bytes
  stream.departed.resent += sent.resent
}

export const silences = {
  /** Without a packet or a report for this long, a publisher is gone; it may be replaced by another after `yields`. */
  publisherMs: 10_000,
  yieldsMs: 2_000,
  /** Viewers report every five seconds or so while they get something. */
  viewerMs: 12_000,
  /** From the offer to the first packet, for whoever never arrives. */
  arrivalMs: 15_000,
} as const

/** Why a session is over although nothing said so (S5), or undefined while it is not. */
export function overdue(session: Session, at: number): Departure | undefined {
  if (session.role === 'publisher') {
    if (!session.live) return at - session.openedAt > silences.arrivalMs ? 'silent' : undefined
    return at - (session.publisher?.heardAt ?? 0) > silences.publisherMs ? 'silent' : undefined
  }
  if (!session.joined) return at - session.openedAt > silences.arrivalMs ? 'silent' : undefined
  const { viewer } = session
  if (viewer === undefined || at - viewer.sentAt > 3_000) return undefined
  return at - viewer.heardAt > silences.viewerMs ? 'silent' : undefined
}
