import { createArrivals } from '../rtp/arrivals.ts'
import { createLosses } from '../rtp/losses.ts'
import { bare, readRtp } from '../rtp/packet.ts'
import {
  readRtcp,
  type SenderReport,
  writeNack,
  writePli,
  writeReceiverReport,
  writeRemb,
} from '../rtp/rtcp.ts'
import type { Codec } from '../sdp/codecs.ts'

/** Told in place of an SSRC of our own: what only receives needs none that is known. */
const ourSsrc = 1
const reportEveryMs = 1_000

export interface Received {
  /** Nothing between its header and its payload, and nobody else's: it may be written to. */
  readonly packet: Buffer
  /** Sequence number without wraps; it starts over when the publisher's does. */
  readonly sequence: number
  readonly restarted: boolean
}

export interface ReceiverOptions {
  readonly kind: 'audio' | 'video'
  readonly codec: Codec
  /** Bits a second the publisher may send. */
  readonly bitrate: number
  readonly now: () => number
  readonly send: (rtcp: Buffer) => void
  readonly onPacket: (received: Received) => void
  readonly onReport: (report: SenderReport) => void
  readonly onHopeless: () => void
}

export interface Receiver {
  rtp(bytes: Buffer): void
  rtcp(bytes: Buffer): void
  askKeyframe(): void
  tick(): void
  counts(): { readonly packets: number; readonly lost: number; readonly repaired: number }
}

/**
 * One incoming track: asks the publisher again for video it lost, reports reception, and hands on each packet once.
 * The library's own receiving session does not repair, and swallows the sender's clock.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { codec, now, send } = options
  const arrivals = createArrivals()
  const losses = createLosses()
  let media = 0
  let jitter = 0
  let transit: number | undefined
  let lastReport = { middle: 0, at: 0 }
  let reported = { at: now(), expected: 0, received: 0 }
  let packets = 0
  let repaired = 0

  function measureJitter(timestamp: number) {
    const here = now() * (codec.clockRate / 1000) - timestamp
    // A jump of more than a minute is a new beginning, or the timestamp's wrap.
    const moved = transit === undefined ? 0 : Math.abs(here - transit)
    if (moved < codec.clockRate * 60) jitter += (moved - jitter) / 16
    transit = here
  }

  function report() {
    const expected = arrivals.expected - reported.expected
    const lost = Math.max(0, expected - (arrivals.received - reported.received))
    reported = { at: now(), expected: arrivals.expected, received: arrivals.received }
    const sinceReport = lastReport.at === 0 ? 0 : ((now() - lastReport.at) / 1000) * 65_536
    const told = writeReceiverReport(ourSsrc, {
      ssrc: media,
      fractionLost: expected > 0 ? Math.min(255, Math.floor((lost * 256) / expected)) : 0,
      lost: arrivals.expected - arrivals.received,
      highest: arrivals.highest,
      jitter: Math.floor(jitter),
      lastReport: lastReport.middle,
      sinceReport: Math.floor(sinceReport),
    })
    send(options.kind === 'video' ? Buffer.concat([told, writeRemb(ourSsrc, media, options.bitrate)]) : told)
  }

  return {
    rtp(bytes) {
      const header = readRtp(bytes)
      // Also what the offer has and the answer left out: retransmissions, redundancy, other codecs.
      if (header === undefined || header.payloadType !== codec.payloadType) return
      const arrival = arrivals.note(header.sequence)
      if (arrival === undefined) return
      if (arrival.restarted) {
        losses.clear()
        reported = { at: now(), expected: 0, received: 0 }
      }
      const first = packets === 0
      media = header.ssrc
      packets += 1
      if (arrival.extended < arrivals.highest) {
        losses.found(arrival.extended)
        repaired += 1
      } else measureJitter(header.timestamp)
      if (options.kind === 'video') losses.lost(arrival.skipped, now())
      options.onPacket({
        packet: bare(bytes, header),
        sequence: arrival.extended,
        restarted: arrival.restarted,
      })
      // Told at once, as browsers begin slowly until they hear how much is wanted.
      if (first) report()
    },
    rtcp(bytes) {
      for (const part of readRtcp(bytes)) {
        if (part.kind !== 'sr') continue
        lastReport = { middle: (((part.ntpHigh & 0xffff) << 16) | (part.ntpLow >>> 16)) >>> 0, at: now() }
        options.onReport(part)
      }
    },
    askKeyframe() {
      if (media !== 0) send(writePli(ourSsrc, media))
    },
    tick() {
      if (media === 0) return
      if (now() - reported.at >= reportEveryMs) report()
      const { ask, hopeless } = losses.due(now())
      if (ask.length > 0) send(writeNack(ourSsrc, media, ask))
      if (hopeless) options.onHopeless()
    },
    counts: () => ({ packets, lost: Math.max(0, arrivals.expected - arrivals.received), repaired }),
  }
}
