import type { UserId } from '@stoa/contract/http'
import type { DocumentKind, Origin, SessionState, Stroke } from '@stoa/contract/interviews'
import type * as z from 'zod'
import type { Mark } from './marks.ts'

/** Where somebody's selection went: offsets into the text as it was then. */
export interface Selected {
  readonly time: number
  readonly person: number
  readonly anchor: number
  readonly head: number
}

export interface RecordedUpdate {
  /** Of its entry. */
  readonly index: number
  readonly time: number
  /** Place in `people`. */
  readonly person: number
  readonly origin: z.output<typeof Origin>
  /** Base64. */
  readonly update: string
  /** How it came about; undefined where it tells nothing of that. */
  readonly strokes: readonly Stroke[] | undefined
}

/** A step in which a document was written. */
export interface Step {
  /** No two of a document have the same. */
  readonly time: number
  readonly update: RecordedUpdate
  /** Place among the update's strokes; 0 where it has none. */
  readonly stroke: number
}

/** All that was written in a document. */
export interface RecordedDocument {
  readonly seq: number
  readonly kind: DocumentKind
  readonly updates: readonly RecordedUpdate[]
  /** The same, keystroke by keystroke as far as they tell, by time. */
  readonly steps: readonly Step[]
  /** By time. */
  readonly selections: readonly Selected[]
}

/** A session's timeline, ready to be played. Times are in milliseconds since its first entry. */
export interface Recording {
  /** When the first entry was made. */
  readonly startedAt: number
  readonly length: number
  /** Seq of each entry by its index. */
  readonly seqs: readonly number[]
  /** Time of each entry by its index. No two are the same, so that a time tells the entry too. */
  readonly times: Float64Array
  /** When anything happened at all, cursors' moves included, by time. */
  readonly activity: Float64Array
  /** Everybody who did something, in the order of their first deed. */
  readonly people: readonly (UserId | null)[]
  readonly documents: readonly RecordedDocument[]
  readonly marks: readonly Mark[]
  /** What the session had come to, each from its index on. */
  readonly states: readonly { readonly index: number; readonly state: SessionState }[]
}
