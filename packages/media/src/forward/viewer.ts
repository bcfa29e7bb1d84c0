import type { Track } from 'node-datachannel'
import { readRtcp } from '../rtp/rtcp.ts'
import { type Codec, interchangeable, playable } from '../sdp/codecs.ts'
import type { Offer } from '../sdp/offer.ts'
import type { Section } from './connection.ts'
import type { Lane } from './lane.ts'
import { createSender, type Sender } from './sender.ts'

export interface ViewerLane {
  readonly section: Section
  readonly ssrc: number
  /** What the viewer was told it would get; undefined where it gets nothing. */
  readonly sent: Codec | undefined
}

/** What to answer a viewer of these lanes, or undefined where nothing of the stream can be played by it. */
export function planViewer(
  offer: Offer,
  lanes: ReadonlyMap<'audio' | 'video', Lane>,
  random: () => number,
): ViewerLane[] | undefined {
  const plan: ViewerLane[] = []
  for (const { kind, mid, codecs } of offer.media) {
    const lane = lanes.get(kind)
    const codec = lane === undefined ? codecs[0] : playable(lane.codec, codecs)
    if (codec === undefined) return undefined
    const ssrc = 1 + Math.floor(random() * 0xffff_fffe)
    plan.push(
      lane === undefined
        ? { section: { kind, mid, codec, direction: 'Inactive' }, ssrc, sent: undefined }
        : { section: { kind, mid, codec, direction: 'SendOnly', ssrc }, ssrc, sent: lane.codec },
    )
  }
  return plan.some((each) => each.sent !== undefined) ? plan : undefined
}

export interface Viewer {
  /** When the viewer was last heard of, and when something was last sent to it. */
  readonly heardAt: number
  readonly sentAt: number
  sent(): { readonly packets: number; readonly bytes: number; readonly resent: number }
  /** Whether it can play what the lanes carry now. */
  follows(lanes: ReadonlyMap<'audio' | 'video', Lane>): boolean
  leave(): void
}

/** Joins a viewer's tracks to the lanes it watches, and answers what it asks for. */
export function createViewer(options: {
  plan: readonly ViewerLane[]
  tracks: ReadonlyMap<string, Track>
  lanes: ReadonlyMap<'audio' | 'video', Lane>
  now: () => number
  random: () => number
  onOpen: () => void
  onKeyframeNeeded: () => void
}): Viewer {
  const { plan, tracks, lanes, now, random, onKeyframeNeeded } = options
  const joined: { lane: Lane; sender: Sender }[] = []
  let open = false
  let heardAt = now()

  function join(lane: Lane, track: Track, ssrc: number, payloadType: number) {
    // Looked up once: it costs as much as half of the renaming.
    const send = track.sendMessageBinary.bind(track)
    const sender = createSender({
      ssrc,
      payloadType,
      sequenceBase: Math.floor(random() * 0x8000),
      timestampBase: Math.floor(random() * 0xffff_ffff),
      write(bytes) {
        try {
          send(bytes)
        } catch {
          // Closed by its own thread; the connection's end is told to us in a moment. One viewer's must not stop the others'.
          lane.senders.delete(sender)
        }
      },
    })
    joined.push({ lane, sender })
    track.onMessage((bytes) => {
      heardAt = now()
      for (const part of readRtcp(bytes)) {
        if (part.kind === 'nack' && part.media === ssrc) lane.repair(sender, part.sequences)
        else if (part.kind === 'keyframe' && lane.kind === 'video') onKeyframeNeeded()
      }
    })
    track.onOpen(() => {
      heardAt = now()
      lane.senders.add(sender)
      if (!open) options.onOpen()
      open = true
      if (lane.kind === 'video') onKeyframeNeeded()
    })
  }

  for (const { section, ssrc, sent } of plan) {
    const track = tracks.get(section.mid)
    const lane = lanes.get(section.kind)
    if (track && lane && sent) join(lane, track, ssrc, section.codec.payloadType)
  }

  return {
    // A viewer's silence counts from when media went on.
    get heardAt() {
      return Math.max(heardAt, ...joined.map(({ lane }) => lane.sentSince))
    },
    get sentAt() {
      return open ? Math.max(...joined.map(({ lane }) => lane.sentAt)) : 0
    },
    sent: () => ({
      packets: joined.reduce((sum, { sender }) => sum + sender.packets, 0),
      bytes: joined.reduce((sum, { sender }) => sum + sender.octets, 0),
      resent: joined.reduce((sum, { sender }) => sum + sender.repaired, 0),
    }),
    follows: (now) =>
      plan.every(({ section, sent }) => {
        const lane = now.get(section.kind)
        return lane === undefined || (sent !== undefined && interchangeable(sent, lane.codec))
      }),
    leave() {
      for (const { lane, sender } of joined) lane.senders.delete(sender)
    },
  }
}
