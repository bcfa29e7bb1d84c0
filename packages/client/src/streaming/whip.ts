import { getIceServers } from '@stoa/contract/calls'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { endMedia, whep, whip } from '@stoa/contract/streams'
import type { Answer, Client } from '../api.ts'
import type { Kind, PeerConfiguration } from '../calling/index.ts'
import type { Time } from '../time/time.ts'
import { preferred } from './codecs.ts'
import type { MediaConnection, MediaPeer, MediaTransceiver } from './connection.ts'
import { arrivedIn, heardIn } from './stats.ts'
import type { HearingLine, Line, Transport } from './transport.ts'

export interface WhipOptions<Track> {
  readonly client: Pick<Client, 'call' | 'negotiate'>
  readonly peer: MediaPeer<Track>
  readonly time: Time
  readonly report: (error: unknown) => void
}

type IceServers = PeerConfiguration['iceServers']

/**
 * Milliseconds that candidates are gathered for before the offer goes. What is found later is found by the server too, as the checks come
 * from there; only waiting for a server that does not answer would cost the first picture.
 */
const gathering = 250
/** Relay credentials are good for longer than this. */
const serversFor = 600_000
const sdp = 'application/sdp'

/** Publishes by WHIP (RFC 9725) and watches by WHEP. */
export function createWhipTransport<Track>(options: WhipOptions<Track>): Transport<Track> {
  const { client, peer, time, report } = options
  let known: { readonly until: number; readonly servers: Promise<IceServers> } | undefined

  function servers(): Promise<IceServers> {
    if (known === undefined || time.now() > known.until)
      known = { until: time.now() + serversFor, servers: ask() }
    return known.servers
  }

  async function ask(): Promise<IceServers> {
    try {
      return (await client.call(getIceServers)).iceServers.map(({ urls, username, credential }) =>
        username === undefined || credential === undefined ? { urls } : { urls, username, credential },
      )
    } catch (error) {
      // The media server itself is reached without any.
      known = undefined
      report(error)
      return []
    }
  }

  async function gathered(connection: MediaConnection<Track>): Promise<void> {
    if (connection.iceGatheringState === 'complete') return
    await new Promise<void>((resolve) => {
      const cancel = time.after(gathering, resolve)
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState !== 'complete') return
        cancel()
        resolve()
      })
    })
  }

  async function open(
    hear: HearingLine<Track>,
    plan: {
      prepare(connection: MediaConnection<Track>): Promise<ReadonlyMap<Kind, MediaTransceiver<Track>>>
      offer(body: Blob): Promise<Answer>
      readonly count: typeof arrivedIn
    },
  ): Promise<Line<Track>> {
    const connection = peer.create({ iceServers: await servers() })
    let session: string | undefined
    let over = false
    connection.addEventListener('track', ({ track }) => {
      if (track !== undefined && !over) hear.track(peer.kindOf(track), track)
    })
    connection.addEventListener('connectionstatechange', () => {
      if (over) return
      if (connection.connectionState === 'connected') hear.connected()
      if (connection.connectionState === 'failed' || connection.connectionState === 'closed') hear.lost()
    })

    async function close(): Promise<void> {
      over = true
      connection.close()
      if (session === undefined) return
      const ending = session
      session = undefined
      await client.call(endMedia, { params: { session: ending } }).catch((error: unknown) => {
        // Gone already is as good.
        if (!(error instanceof Fault && error.code === 'NOT_FOUND')) report(error)
      })
    }

    try {
      const senders = await plan.prepare(connection)
      await connection.setLocalDescription()
      await gathered(connection)
      const offer = connection.localDescription?.sdp
      if (offer === undefined) throw new Fault('INTERNAL', 'This browser made no offer.')
      const answer = await plan.offer(new Blob([offer], { type: sdp }))
      session = answer.location?.split('/').at(-1)
      await connection.setRemoteDescription({ type: 'answer', sdp: answer.text })
      return {
        async replace(kind, track) {
          const transceiver = senders.get(kind)
          if (transceiver === undefined) return track === null
          await transceiver.sender.replaceTrack(track)
          return true
        },
        received: async () => plan.count(await connection.getStats()),
        stats: async () => (over ? undefined : await connection.getStats()),
        close,
      }
    } catch (error) {
      await close()
      throw error
    }
  }

  return {
    publish: (stream: RoomId, tracks, hear) =>
      open(hear, {
        count: heardIn,
        async prepare(connection) {
          const made = new Map<Kind, MediaTransceiver<Track>>()
          for (const kind of ['audio', 'video'] as const) {
            const track = tracks.get(kind)
            if (track === undefined) continue
            const transceiver = connection.addTransceiver(kind, { direction: 'sendonly' })
            const codecs = kind === 'video' ? preferred(peer.sends(kind)) : []
            if (codecs.length > 0) transceiver.setCodecPreferences(codecs)
            await transceiver.sender.replaceTrack(track)
            made.set(kind, transceiver)
          }
          return made
        },
        offer: (body) => client.negotiate(whip, { params: { stream }, body, contentType: sdp }),
      }),
    watch: (stream: RoomId, publisher: UserId, hear) =>
      open(hear, {
        count: arrivedIn,
        async prepare(connection) {
          for (const kind of ['audio', 'video']) connection.addTransceiver(kind, { direction: 'recvonly' })
          return new Map()
        },
        offer: (body) =>
          client.negotiate(whep, { params: { stream }, query: { publisher }, body, contentType: sdp }),
      }),
    // Each line is a connection of its own.
    close: async () => {},
  }
}
