import type { RoomId, UserId } from '@stoa/contract/http'
import type { Clock } from '../../../../platform/clock/clock.ts'
import type { Leases } from '../../../../platform/cluster/cluster.ts'
import type { Log } from '../../../../platform/database/database.ts'

/** The settings of these names. */
export interface LiveKitConfig {
  readonly livekitUrl: string
  readonly livekitApiKey: string
  readonly livekitApiSecret: string
  readonly livekitEgressFolder?: string | undefined
}

/** What is written down about a live stream, to be held against what LiveKit says. */
export interface Carried {
  readonly stream: RoomId
  /** Who publishes, those included who dropped and may come back. */
  readonly publishers: readonly { readonly publisher: UserId; readonly present: boolean }[]
  /** Viewings that have begun and not ended. */
  readonly viewings: readonly { readonly viewing: string; readonly viewer: UserId }[]
}

export interface LiveKitNeeds {
  readonly config: LiveKitConfig
  /** This process, and who of all nodes looks after the streams. */
  readonly cluster: {
    readonly node: string
    readonly leases: Pick<Leases, 'hold' | 'renew' | 'holders' | 'release'>
  }
  /** Streams that are live, as the database has them. */
  readonly carried: () => Promise<readonly Carried[]>
  /**
   * Whether somebody may publish or watch a stream now. Asked when they appear: LiveKit looks at a token only as it connects and gives whoever is
   * in a room new ones, so a token outlives what it was given for.
   */
  readonly allowed: (asked: {
    readonly stream: RoomId
    readonly user: UserId
    readonly publish: boolean
  }) => Promise<boolean>
  /** The folder of a stream's recording on this machine; its last part is the stream's id. */
  readonly recordingFolder: (stream: RoomId) => string
  readonly clock: Clock
  readonly log: Log
  /** Gives that many unpredictable bytes. */
  readonly random: (count: number) => Uint8Array
  readonly timing?: Timing
}

/** In milliseconds. */
export interface Timing {
  /** Between looks at LiveKit. */
  readonly sweep: number
  /** How long a dropped publisher may take to come back (S1). */
  readonly return: number
}
