import { Audio, type Direction, PeerConnection, type Track, Video } from 'node-datachannel'
import { audio, video } from './packets.ts'

/** One end of a connection that offers a picture and a sound one way. */
export interface Peer {
  readonly connection: PeerConnection
  readonly picture: Track
  readonly sound: Track
  readonly offer: string
  /** Resolves when both tracks are open. */
  readonly opened: Promise<void>
}

const openWithin = 8_000

export async function offering(name: string, direction: Direction): Promise<Peer> {
  const connection = new PeerConnection(name, { iceServers: [], bindAddress: '127.0.0.1' })
  const seen = new Video('0', direction)
  seen.addVP8Codec(video.payloadType)
  const heard = new Audio('1', direction)
  heard.addOpusCodec(audio.payloadType)
  if (direction === 'SendOnly') {
    seen.addSSRC(video.ssrc, name, name, `${name}-video`)
    heard.addSSRC(audio.ssrc, name, name, `${name}-audio`)
  }
  const [picture, sound] = [connection.addTrack(seen), connection.addTrack(heard)]
  const opened = Promise.all([whenOpen(picture), whenOpen(sound)]).then(() => undefined)
  const gathered = Promise.withResolvers<void>()
  connection.onGatheringStateChange((state) => {
    if (state === 'complete') gathered.resolve()
  })
  connection.setLocalDescription('offer')
  await gathered.promise
  const offer = connection.localDescription()?.sdp
  if (offer === undefined) throw new Error('no offer was made')
  // Without its addresses a server waits to be called, which is once this end has the answer: the library takes a handshake before that for a forged one.
  return { connection, picture, sound, offer: offer.replaceAll(/^a=candidate:.*\r?\n/gm, ''), opened }
}

function whenOpen(track: Track): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(new Error('a connection did not open in time')), openWithin)
  track.onOpen(resolve)
  return promise.finally(() => clearTimeout(late))
}
