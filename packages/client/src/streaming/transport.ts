import type { RoomId, UserId } from '@stoa/contract/http'
import type { Kind, PeerStats } from '../calling/index.ts'

/** What a line tells while it is there. */
export interface HearingLine<Track> {
  connected(): void
  track(kind: Kind, track: Track): void
  /** It carries nothing any more, and will not again. */
  lost(): void
}

/** One connection that carries a publisher's sound and picture, until it is lost or closed. */
export interface Line<Track> {
  /** Sends another track of this kind, or none; false where that needs a new line. */
  replace(kind: Kind, track: Track | null): Promise<boolean>
  /** How much came over it so far, in a unit of its own; undefined where the line itself finds out that it is dead. */
  received(): Promise<number | undefined>
  stats(): Promise<PeerStats | undefined>
  close(): Promise<void>
}

/**
 * How pictures go and come. Each method makes one attempt; rejects with a Fault: CONFLICT where somebody publishes already or nothing can be
 * watched yet, with `retryAfter` in milliseconds; GONE, NOT_FOUND, NOT_ALLOWED where another attempt would fare no better.
 */
export interface Transport<Track> {
  publish(stream: RoomId, tracks: ReadonlyMap<Kind, Track>, hear: HearingLine<Track>): Promise<Line<Track>>
  watch(stream: RoomId, publisher: UserId, hear: HearingLine<Track>): Promise<Line<Track>>
  /** Lets go of what its lines share. */
  close(): Promise<void>
}
