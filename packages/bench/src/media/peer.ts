import { Audio, type Direction, PeerConnection, type Track, Video } from 'node-datachannel'
import { audio, video } from './packets.ts'

/** One end of a connection that offers a picture and a sound one way. */
export interface Peer {
  readonly picture: Track
  readonly sound: Track
  readonly offer: string
  /** Takes the answer; resolves when both tracks are open. */
  accept(answer: string): Promise<void>
  close(): void
}

const openWithin = 10_000

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
  const opened = Promise.all([whenOpen(picture), whenOpen(sound)])
  const gathered = Promise.withResolvers<void>()
  connection.onGatheringStateChange((state) => {
    if (state === 'complete') gathered.resolve()
  })
  connection.setLocalDescription('offer')
  await gathered.promise
  const offer = connection.localDescription()?.sdp
  if (offer === undefined) throw new Error('no offer was made')
  return {
    picture,
    sound,
    // Without its addresses a server waits to be called, which is once this end has the answer: the library takes a handshake before that for a forged one.
    offer: offer.replaceAll(/^a=candidate:.*\r?\n/gm, ''),
    async accept(answer) {
      connection.setRemoteDescription(answer, 'answer')
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(new Error('a connection did not open in time')), openWithin)
      await Promise.race([opened, late.promise]).finally(() => clearTimeout(timer))
    },
    close: () => connection.close(),
  }
}

function whenOpen(track: Track): Promise<void> {
  return new Promise((resolve) => track.onOpen(resolve))
}
