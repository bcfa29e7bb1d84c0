import type { RoomId, UserId } from '@stoa/contract/http'

/** Whose picture: a stream's host and each co-host publish on their own. */
export interface Publication {
  readonly stream: RoomId
  readonly publisher: UserId
}

/** An SDP offer as it came. `type` is its content type. */
export interface Offer {
  readonly sdp: string
  readonly type: string
}

/** A WHIP or WHEP session that is open. `id` is unguessable: it is the proof of whoever changes or ends it. */
export interface MediaSession {
  readonly id: string
  readonly etag: string
  readonly answer: string
}

/** What an engine tells, on the node that has to act on it. Instants by this node's clock. */
export type EngineEvent =
  | { readonly kind: 'published'; readonly of: Publication; readonly at: number; readonly facts: MediaFacts }
  /** It dropped, and may come back. */
  | { readonly kind: 'interrupted'; readonly of: Publication; readonly at: number }
  /** It did not come back in its time (S1), or ended. */
  | { readonly kind: 'gone'; readonly of: Publication; readonly at: number }
  | {
      readonly kind: 'joined' | 'left'
      readonly stream: RoomId
      readonly viewer: UserId
      /** One viewing: a viewer may have several. */
      readonly viewing: string
      readonly at: number
    }
  /** What is known of a picture changed. */
  | { readonly kind: 'facts'; readonly of: Publication; readonly facts: MediaFacts }
  /** The recording has grown, was begun, ended or failed. */
  | { readonly kind: 'recording'; readonly stream: RoomId; readonly state: 'running' | 'stopped' | 'failed' }

/** As far as the engine knows them. */
export interface MediaFacts {
  readonly codecs: readonly string[]
  readonly width?: number
  readonly height?: number
  /** Bits a second. */
  readonly bitrate?: number
}

/**
 * Who carries the pictures and sound of live streams. Two implementations: the built-in media server, spoken to by WHIP and WHEP, and
 * LiveKit. Who may publish or watch is decided before it is asked. Faults: CONFLICT (a second publisher; watching what is not live, with
 * `retryAfter`), NOT_ACCEPTABLE, UNSUPPORTED_TYPE, NOT_FOUND (no such session), UNAVAILABLE, NOT_AVAILABLE (not with this engine).
 */
export interface MediaEngine {
  readonly kind: 'built-in' | 'livekit'
  /** WHIP: an offer in, an answer out. */
  publish(of: Publication, offer: Offer): Promise<MediaSession>
  /** WHEP. NOT_AVAILABLE with LiveKit, which is watched with a ticket. */
  watch(of: Publication, viewer: UserId, offer: Offer): Promise<MediaSession>
  /** Trickle and ICE restart, as RFC 9725 has them; the status, headers and body to answer with. */
  patch(request: {
    readonly session: string
    readonly body: string
    readonly type: string
    readonly ifMatch: string | undefined
  }): Promise<{ readonly status: 200 | 204; readonly etag: string | null; readonly body: string | null }>
  end(session: string): Promise<void>
  /** Where a page connects with LiveKit's own client. NOT_AVAILABLE with the built-in engine. */
  ticket(asked: {
    readonly stream: RoomId
    readonly user: UserId
    readonly name: string
    readonly publish: boolean
  }): Promise<{ readonly url: string; readonly token: string }>
  /** Puts somebody out of a stream: their picture and their viewings. Nothing where they are not in it. */
  remove(stream: RoomId, user: UserId): Promise<void>
  /** Ends all pictures and viewings of a stream; the built-in engine then finishes its recording, too. */
  close(stream: RoomId): Promise<void>
  /** Records the host's picture from now on into the stream's one recording, however often it is begun again (S6). */
  record(of: Publication): Promise<void>
  /** Resolves when all that was recorded is written. */
  stopRecording(stream: RoomId): Promise<void>
  /** Calls back on this node, for streams it carries. */
  listen(listener: (event: EngineEvent) => void): () => void
  start(): Promise<() => Promise<void>>
}
