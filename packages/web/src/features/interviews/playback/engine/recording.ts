import type { UserId } from '@stoa/contract/http'
import type { DocumentKind, Origin, SessionState } from '@stoa/contract/interviews'
import type * as z from 'zod'
import type { Mark } from './marks.ts'

/** Where somebody's selection went: an offset into the text as it was after entry `index`. */
export interface Selected {
  readonly time: number
  readonly index: number
  readonly person: number
  readonly anchor: number
  readonly head: number
}

export interface RecordedUpdate {
  /** Of its entry. */
  readonly index: number
  /** Place in `people`. */
  readonly person: number
  readonly origin: z.output<typeof Origin>
  /** Base64. */
  readonly update: string
}

/** All that was written in a document. */
export interface RecordedDocument {
  readonly seq: number
  readonly kind: DocumentKind
  readonly updates: readonly RecordedUpdate[]
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
