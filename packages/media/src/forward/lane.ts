import { createHistory } from '../rtp/history.ts'
import { beginsKeyframe } from '../rtp/keyframe.ts'
import { headerBytes } from '../rtp/packet.ts'
import type { SenderReport } from '../rtp/rtcp.ts'
import type { Codec } from '../sdp/codecs.ts'
import type { Received } from './receiver.ts'
import type { Sender } from './sender.ts'

/** Video of three seconds at 2 Mbit/s; audio is mended by its own codec. */
const kept = { video: 1024, audio: 128 } as const
const largest = 2048
/** A viewer that gets nothing for this long has nothing to report either. */
const pauseMs = 3_000

export interface Lane {
  readonly kind: 'audio' | 'video'
  readonly codec: Codec
  readonly senders: Set<Sender>
  /** When something was last sent to whoever watches, and since when that went on without a pause. */
  readonly sentAt: number
  readonly sentSince: number
  /** A publisher begins, or comes back: its numbers go on where the last one's stopped. */
  begin(codec: Codec): void
  take(received: Received): void
  report(report: SenderReport): void
  /** A viewer lost these, by its own numbers. */
  repair(sender: Sender, sequences: readonly number[]): void
  readonly packets: number
  readonly octets: number
  readonly keyframes: number
}

/**
 * The audio or the video of a stream, from whichever publisher sends it now to all who watch. Sequence numbers and
 * timestamps run on through reconnects, so that a viewer sees one stream.
 */
export function createLane(options: {
  kind: 'audio' | 'video'
  codec: Codec
  now: () => number
  onKeyframe: () => void
}): Lane {
  const { kind, now, onKeyframe } = options
  const senders = new Set<Sender>()
  const history = createHistory(kept[kind])
  const scratch = Buffer.alloc(largest)
  let codec = options.codec
  // Undefined until the first packet of a publisher sets them.
  let shift: { sequence: number; timestamp: number } | undefined
  let floor = Number.NEGATIVE_INFINITY
  let latest = { sequence: 0, timestamp: 0, at: 0 }
  let packets = 0
  let octets = 0
  let keyframes = 0
  let sentAt = 0
  let sentSince = 0

  function join(sequence: number, timestamp: number): { sequence: number; timestamp: number } {
    if (latest.at === 0) return { sequence: -sequence, timestamp: -timestamp }
    const passed = Math.max(1, Math.round(((now() - latest.at) * codec.clockRate) / 1000))
    floor = latest.sequence
    return { sequence: latest.sequence + 1 - sequence, timestamp: latest.timestamp + passed - timestamp }
  }

  return {
    kind,
    senders,
    get codec() {
      return codec
    },
    begin(next) {
      codec = next
      shift = undefined
    },
    take({ packet, sequence, restarted }) {
      if (packet.length > largest) return
      if (restarted || shift === undefined) shift = join(sequence, packet.readUInt32BE(4))
      const placed = sequence + shift.sequence
      // Late, from before the publisher came back: its place is taken.
      if (placed <= floor) return
      const timestamp = (packet.readUInt32BE(4) + shift.timestamp) >>> 0
      if (placed >= latest.sequence) latest = { sequence: placed, timestamp, at: now() }
      packet.writeUInt16BE(placed & 0xffff, 2)
      packet.writeUInt32BE(timestamp, 4)
      history.keep(placed, packet)
      packets += 1
      octets += packet.length
      if (kind === 'video' && beginsKeyframe(codec.name, packet.subarray(headerBytes))) {
        keyframes += 1
        onKeyframe()
      }
      const at = now()
      if (at - sentAt > pauseMs) sentSince = at
      sentAt = at
      packet.copy(scratch)
      const copy = scratch.subarray(0, packet.length)
      for (const sender of senders) sender.forward(copy, placed, timestamp)
    },
    report(report) {
      if (shift === undefined) return
      for (const sender of senders) sender.report(report, report.timestamp + shift.timestamp)
    },
    repair(sender, sequences) {
      for (const sequence of sequences) {
        const packet = history.find(sender.original(sequence))
        if (packet) sender.repair(packet)
      }
    },
    get sentAt() {
      return sentAt
    },
    get sentSince() {
      return sentSince
    },
    get packets() {
      return packets
    },
    get octets() {
      return octets
    },
    get keyframes() {
      return keyframes
    },
  }
}
