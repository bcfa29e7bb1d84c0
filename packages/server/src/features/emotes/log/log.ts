import type { EmoteEvent } from '@stoa/contract/emotes'
import type { Instant, RoomId } from '@stoa/contract/http'

/** An event with its place in its shard. Places grow; they need not be next to each other. */
export interface LogRecord extends EmoteEvent {
  readonly place: number
}

/** A record that is no event, and why (E7). */
export interface Malformed {
  readonly place: number
  readonly reason: string
  /** What can be shown of it. */
  readonly record: string
}

/** What came of a shard, in the order of places. */
export interface Batch {
  readonly records: readonly LogRecord[]
  readonly malformed: readonly Malformed[]
}

/** Told to the world besides: what analysis found. */
export interface Result {
  readonly stream: RoomId
  readonly result: Record<string, unknown>
}

/** Reads one shard. Nothing is given to it before it has answered what it was given before. */
export interface ShardReader {
  /** Where to begin: the first record wanted, or null for the oldest there is. */
  readonly from: number | null
  /** Rejects with {@link ShardLost} where another node has the shard now. */
  take(batch: Batch): Promise<void>
  /** All that came before this time has been taken. */
  quiet(time: Instant): Promise<void>
  /** This node reads it no more. */
  end(): Promise<void>
}

/** The shard is another node's now: this one stops reading it. */
export class ShardLost extends Error {}

export interface LogConsumer {
  /** A reader for each, in the same order. */
  open(shards: readonly string[]): Promise<readonly ShardReader[]>
}

/**
 * What viewers sent, on its way to analysis, spread over shards: all of one stream in one, in the order it was appended on each node. Each shard
 * is read by one node at a time, as well as can be known.
 */
export interface EmoteLog {
  /** Does it keep what it was given, to be read again from a place? */
  readonly keeps: boolean
  /** Never waits, never throws: an event that finds no room is lost and counted. */
  append(event: EmoteEvent): void
  /** Begins to read this node's part of the shards. Returns how to end it. */
  consume(consumer: LogConsumer): Promise<() => Promise<void>>
  /** Tells results to whoever follows them outside; absent where there is no such place. */
  readonly publish?: (results: readonly Result[]) => Promise<void>
  /** Lets what was appended go out. */
  close(): Promise<void>
}
