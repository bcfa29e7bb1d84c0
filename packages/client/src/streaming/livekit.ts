import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { mediaTicket } from '@stoa/contract/streams'
import type { Client } from '../api.ts'
import type { Kind, PeerStats } from '../calling/index.ts'
import type { HearingLine, Transport } from './transport.ts'

/** What is heard of a room of LiveKit's. `publisher` is the identity of a participant. */
export interface HearingLiveKit<Track> {
  track(publisher: string, kind: Kind, track: Track | undefined): void
  /** For good: its own client has given up coming back. */
  closed(): void
}

/** A room of LiveKit's as far as it is used, so that its client is loaded only where it is. */
export interface LiveKitRoom<Track> {
  connect(url: string, token: string): Promise<void>
  /** Sends a track of this kind in place of the one before; null for none. */
  send(kind: Kind, track: Track | null): Promise<void>
  stats(publisher: string | undefined): Promise<PeerStats | undefined>
  close(): Promise<void>
}

export type MakeLiveKitRoom<Track> = (hear: HearingLiveKit<Track>) => Promise<LiveKitRoom<Track>>

export interface LiveKitOptions<Track> {
  readonly client: Pick<Client, 'call'>
  /** Loads LiveKit's client and makes a room of it. */
  readonly make: MakeLiveKitRoom<Track>
}

/** A connection to LiveKit by which everybody of a stream is watched. */
interface Shared<Track> {
  readonly room: Promise<LiveKitRoom<Track>>
  readonly tracks: Map<string, Map<Kind, Track>>
  readonly lines: Map<string, HearingLine<Track>>
}

/** Milliseconds until somebody who was not there is looked for again: a look at what is here already. */
const lookAgain = 500

/** Publishes and watches by LiveKit's own client, with tickets of the server. */
export function createLiveKitTransport<Track>({ client, make }: LiveKitOptions<Track>): Transport<Track> {
  const watched = new Map<RoomId, Shared<Track>>()

  async function connect(
    stream: RoomId,
    publish: boolean,
    hear: HearingLiveKit<Track>,
  ): Promise<LiveKitRoom<Track>> {
    const { url, token } = await client.call(mediaTicket, { params: { stream }, body: { publish } })
    const room = await make(hear)
    try {
      await room.connect(url, token)
    } catch (cause) {
      await room.close()
      throw new Fault('UNAVAILABLE', 'The media server cannot be reached.', { cause })
    }
    return room
  }

  function share(stream: RoomId): Shared<Track> {
    const found = watched.get(stream)
    if (found !== undefined) return found
    const tracks: Shared<Track>['tracks'] = new Map()
    const lines: Shared<Track>['lines'] = new Map()
    const forget = () => {
      if (watched.get(stream) === shared) watched.delete(stream)
    }
    const room = connect(stream, false, {
      track(publisher, kind, track) {
        const held = tracks.get(publisher) ?? new Map<Kind, Track>()
        tracks.set(publisher, held)
        if (track === undefined) held.delete(kind)
        else held.set(kind, track)
        if (held.size === 0) {
          tracks.delete(publisher)
          lines.get(publisher)?.lost()
        } else if (track !== undefined) lines.get(publisher)?.track(kind, track)
      },
      closed() {
        forget()
        for (const line of [...lines.values()]) line.lost()
      },
    })
    const shared: Shared<Track> = { room, tracks, lines }
    room.catch(forget)
    watched.set(stream, shared)
    return shared
  }

  return {
    async publish(stream, tracks, hear) {
      const room = await connect(stream, true, { track() {}, closed: hear.lost })
      try {
        for (const [kind, track] of tracks) await room.send(kind, track)
      } catch (cause) {
        await room.close()
        throw new Fault('UNAVAILABLE', 'The media server did not take it.', { cause })
      }
      queueMicrotask(hear.connected)
      return {
        async replace(kind, track) {
          await room.send(kind, track)
          return true
        },
        received: async () => undefined,
        stats: () => room.stats(undefined),
        close: () => room.close(),
      }
    },
    async watch(stream, publisher: UserId, hear) {
      const shared = share(stream)
      const room = await shared.room
      const here = shared.tracks.get(publisher)
      if (here === undefined)
        throw new Fault('CONFLICT', 'There is no picture of theirs yet.', {
          details: { retryAfter: lookAgain },
        })
      shared.lines.set(publisher, hear)
      for (const [kind, track] of here) hear.track(kind, track)
      queueMicrotask(hear.connected)
      return {
        replace: async () => false,
        received: async () => undefined,
        stats: () => room.stats(publisher),
        async close() {
          if (shared.lines.get(publisher) === hear) shared.lines.delete(publisher)
          if (shared.lines.size > 0) return
          if (watched.get(stream) === shared) watched.delete(stream)
          await room.close()
        },
      }
    },
    async close() {
      const all = [...watched.values()]
      watched.clear()
      await Promise.all(all.map(async ({ room }) => await (await room).close()))
    },
  }
}
