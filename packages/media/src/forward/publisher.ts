import type { Track } from 'node-datachannel'
import { isRtcp } from '../rtp/packet.ts'
import type { Codec } from '../sdp/codecs.ts'
import type { Offer } from '../sdp/offer.ts'
import type { Section } from './connection.ts'
import type { Lane } from './lane.ts'
import { createReceiver, type Receiver } from './receiver.ts'

export interface PublisherLane {
  readonly section: Section
  readonly codec: Codec
}

/** Takes the codec the publisher likes best of those that can be forwarded. */
export function planPublisher(offer: Offer): PublisherLane[] {
  return offer.media.flatMap(({ kind, mid, codecs }) => {
    const [codec] = codecs
    return codec === undefined
      ? []
      : [{ section: { kind, mid, codec, direction: 'RecvOnly' as const }, codec }]
  })
}

export interface Publisher {
  readonly heardAt: number
  askKeyframe(): void
  tick(): void
  counts(): { readonly lost: number; readonly repaired: number }
}

/** Joins a publisher's tracks to the stream's lanes: those there are while it is the stream's publisher, from `onFirst` on. */
export function createPublisher(options: {
  plan: readonly PublisherLane[]
  tracks: ReadonlyMap<string, Track>
  bitrate: number
  now: () => number
  lane: (kind: 'audio' | 'video') => Lane | undefined
  onFirst: () => void
  onHopeless: () => void
}): Publisher {
  const { plan, tracks, bitrate, now, onFirst, onHopeless } = options
  const receivers: { kind: 'audio' | 'video'; receiver: Receiver }[] = []
  let heardAt = now()
  let first = true

  for (const { section, codec } of plan) {
    const track = tracks.get(section.mid)
    if (track === undefined) continue
    const receiver = createReceiver({
      kind: section.kind,
      codec,
      bitrate,
      now,
      onHopeless,
      send(rtcp) {
        if (track.isOpen()) track.sendMessageBinary(rtcp)
      },
      onPacket(received) {
        if (first) {
          first = false
          onFirst()
        }
        options.lane(section.kind)?.take(received)
      },
      onReport(report) {
        options.lane(section.kind)?.report(report)
      },
    })
    track.onMessage((bytes) => {
      heardAt = now()
      if (isRtcp(bytes)) receiver.rtcp(bytes)
      else receiver.rtp(bytes)
    })
    receivers.push({ kind: section.kind, receiver })
  }

  return {
    get heardAt() {
      return heardAt
    },
    askKeyframe() {
      for (const { kind, receiver } of receivers) if (kind === 'video') receiver.askKeyframe()
    },
    tick() {
      for (const { receiver } of receivers) receiver.tick()
    },
    counts() {
      const counts = receivers.map(({ receiver }) => receiver.counts())
      return {
        lost: counts.reduce((sum, each) => sum + each.lost, 0),
        repaired: counts.reduce((sum, each) => sum + each.repaired, 0),
      }
    },
  }
}
