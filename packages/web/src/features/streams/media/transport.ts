import type { Client } from '@stoa/client'
import { createLiveKitTransport, createWhipTransport, type Transport } from '@stoa/client/streaming'
import type { Stream } from '@stoa/contract/streams'
import { browserPeer } from './peer.ts'

export type MediaTransport = Transport<MediaStreamTrack>

/** How this page sends and gets pictures: whichever engine carries a stream. LiveKit's client is loaded where it is used. */
export function createTransport(client: Client, engine: Stream['engine']): MediaTransport {
  if (engine === 'livekit') {
    return createLiveKitTransport<MediaStreamTrack>({
      client,
      make: async (hear) => (await import('./livekit.ts')).createLiveKitRoom(hear),
    })
  }
  return createWhipTransport<MediaStreamTrack>({
    client,
    peer: browserPeer,
    time: { now: () => Date.now(), random: Math.random, after },
    report: (error) => console.warn('stoa:', error),
  })
}

function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds)
  return () => clearTimeout(timer)
}
