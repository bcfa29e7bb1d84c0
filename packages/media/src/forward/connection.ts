import { Audio, type Direction, PeerConnection, type Track, Video } from 'node-datachannel'
import { announce } from '../sdp/answer.ts'
import type { Codec } from '../sdp/codecs.ts'
import type { Offer } from '../sdp/offer.ts'

const answerWithinMs = 5_000

export interface Network {
  /** All media of all connections go through this one port. */
  readonly udpPort: number
  readonly bindAddress?: string
  /** Told to others besides the local addresses, where a NAT stands before this host. */
  readonly publicAddress?: string
}

/** What the answer says to one section of the offer. A `codec` goes one way, by `direction`. */
export interface Section {
  readonly mid: string
  readonly kind: 'audio' | 'video'
  readonly direction: Direction
  readonly codec: Codec
  /** Set where we send. */
  readonly ssrc?: number
}

export interface Connection {
  readonly answer: string
  /** By mid. */
  readonly tracks: ReadonlyMap<string, Track>
  addCandidate(candidate: string, mid: string): void
  close(): void
}

export interface ConnectionOptions {
  readonly name: string
  readonly offer: Offer
  readonly sections: readonly Section[]
  readonly network: Network
  /** The other side is gone, or never came: the connection cannot be used again. */
  readonly onGone: (reason: 'left' | 'lost') => void
}

/** Answers an offer in full, all candidates included. Rejects with what the library says of the offer. */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const { name, offer, sections, network, onGone } = options
  const peer = new PeerConnection(name, {
    iceServers: [],
    enableIceUdpMux: true,
    portRangeBegin: network.udpPort,
    portRangeEnd: network.udpPort,
    ...(network.bindAddress === undefined ? {} : { bindAddress: network.bindAddress }),
  })
  let closed = false
  let broken = false
  peer.onStateChange((state) => {
    if (state === 'failed' || state === 'disconnected') broken = true
    if (state === 'closed' || state === 'failed') finish(broken ? 'lost' : 'left')
  })
  function finish(reason: 'left' | 'lost') {
    if (closed) return
    closed = true
    // The library calls back from its own threads: closing inside its callback is asking for trouble.
    setImmediate(() => peer.close())
    onGone(reason)
  }
  function close() {
    if (closed) return
    closed = true
    peer.close()
  }
  try {
    // Before the offer is set: the library then answers with these, by mid and payload type, instead of its own.
    const tracks = new Map(sections.map((section) => [section.mid, peer.addTrack(describe(section, name))]))
    const gathered = whenGathered(peer)
    peer.setRemoteDescription(callsFirst(offer.sdp), 'offer')
    await gathered
    const answer = peer.localDescription()?.sdp
    if (answer === undefined || closed) throw new Error('the connection closed before it was answered')
    return {
      answer:
        network.publicAddress === undefined
          ? answer
          : announce(answer, network.publicAddress, network.udpPort),
      tracks,
      addCandidate: (candidate, mid) => peer.addRemoteCandidate(candidate, mid),
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

/**
 * The offer without its addresses, so that we answer where we are called from and call nobody. Calls that arrive before the answer does find a
 * client that knows no fingerprint yet, and libdatachannel, OBS's too, then gives up for good.
 */
function callsFirst(sdp: string): string {
  return sdp.replaceAll(/^a=candidate:[^\n]*\n?/gm, '')
}

function describe({ kind, mid, direction, codec, ssrc }: Section, name: string): Audio | Video {
  // The library counts its arguments: an undefined one is a wrong one.
  const format = codec.format === '' ? [] : ([codec.format] as const)
  if (kind === 'audio') {
    const media = new Audio(mid, direction)
    media.addAudioCodec(codec.payloadType, 'opus/48000/2', ...format)
    if (ssrc !== undefined) media.addSSRC(ssrc, name, name, `${name}-audio`)
    return media
  }
  const media = new Video(mid, direction)
  media.addVideoCodec(codec.payloadType, codec.name, ...format)
  if (ssrc !== undefined) media.addSSRC(ssrc, name, name, `${name}-video`)
  return media
}

function whenGathered(peer: PeerConnection): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(new Error('no candidates were gathered in time')), answerWithinMs)
  peer.onGatheringStateChange((state) => {
    if (state === 'complete') resolve()
  })
  return promise.finally(() => clearTimeout(late))
}
