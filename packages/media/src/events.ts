export interface CodecNames {
  readonly video?: string
  readonly audio?: string
}

/** Why a publisher or a viewer is no longer there. */
export type Departure = 'left' | 'lost' | 'silent' | 'ended' | 'codec' | 'replaced' | 'crashed'

/** `at` is in milliseconds since 1970. */
export type MediaEvent =
  /** Media arrive. `resumed`: the same stream as before an interruption, its viewers still there. */
  | {
      readonly type: 'live'
      readonly stream: string
      readonly session: string
      readonly codecs: CodecNames
      readonly resumed: boolean
      readonly at: number
    }
  /** The publisher is away and has until `until` to come back. */
  | {
      readonly type: 'interrupted'
      readonly stream: string
      readonly session: string
      readonly reason: Departure
      readonly until: number
      readonly at: number
    }
  /** The stream is over for the media server: its viewers are let go. */
  | { readonly type: 'gone'; readonly stream: string; readonly reason: 'ended' | 'lost'; readonly at: number }
  | { readonly type: 'viewer-joined'; readonly stream: string; readonly session: string; readonly at: number }
  | {
      readonly type: 'viewer-left'
      readonly stream: string
      readonly session: string
      readonly reason: Departure
      readonly at: number
    }
  /** Any session that ended, also one that never came to carry media. Comes before what it means for the stream. */
  | {
      readonly type: 'session-closed'
      readonly role: 'publisher' | 'viewer'
      readonly stream: string
      readonly session: string
      readonly reason: Departure
      readonly at: number
    }
  | {
      readonly type: 'recording'
      readonly stream: string
      readonly state: RecordingState
      readonly at: number
    }
  | { readonly type: 'stats'; readonly streams: readonly StreamStats[]; readonly at: number }

export type RecordingState = 'running' | 'waiting' | 'finished' | 'failed'

export interface StreamStats {
  readonly stream: string
  readonly live: boolean
  readonly codecs: CodecNames
  readonly viewers: number
  /** From the publisher, since the stream began. */
  readonly packets: number
  readonly bytes: number
  /** Bits a second from the publisher since the last stats. */
  readonly bitrate: number
  /** Packets of the publisher that never came, and that came on asking again (of the present connection). */
  readonly lost: number
  readonly repaired: number
  readonly keyframes: number
  readonly keyframesAsked: number
  /** To viewers, those who left included; `resent` is what they lost and asked for. */
  readonly sentPackets: number
  readonly sentBytes: number
  readonly resent: number
}
