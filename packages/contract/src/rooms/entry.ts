import * as z from 'zod'
import { ClientId, Instant, UserId } from '../http/index.ts'

/** A place in a room's timeline: 1, 2, 3, … without gaps (T1). */
export const Seq = z.int().min(1).describe('Place in the timeline: 1, 2, 3, … without gaps')

/** The last seq a reader has; 0 before the first entry. */
export const Cursor = z.int().min(0).describe('Last seq already held; 0 for none')

/** Something that happened in a room and stays. */
export const Entry = z
  .object({
    seq: Seq,
    type: z.string().describe('Which kind of happening, `feature.name`'),
    author: UserId.nullable().describe('Who did it; null for the server itself'),
    about: Seq.nullable().describe('The earlier entry this one changes, such as the message an edit edits'),
    at: Instant,
    clientId: ClientId.nullable(),
    body: z.unknown().describe('As the type defines; null once the entry was deleted (T12)'),
  })
  .describe('Something that happened in a room and stays')
export type Entry = z.output<typeof Entry>

/** Something that happens in a room and passes. */
export const Signal = z.object({
  type: z.string(),
  from: UserId.nullable().describe('Null for the server itself'),
  at: Instant,
  body: z.unknown(),
})
export type Signal = z.output<typeof Signal>

/**
 * A kind of entry a feature adds. `Sent` is what a client sends; the server may turn it into what is stored (a forward
 * names its source and is stored with the source's text), so the stored body has a schema of its own.
 */
export interface EntryType<Sent extends z.ZodType = z.ZodType, Stored extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly sent: Sent
  readonly stored: Stored
  /** Does one of these make a room unread (T10)? */
  readonly counts: boolean
  /** Must it name an earlier entry of the room? */
  readonly about: 'required' | 'none'
  /** Does it empty the entry it is about, and all else that is about that one (T12)? */
  readonly empties?: true
  /** Sends allowed per user; null for what only the server makes. */
  readonly rate: { readonly max: number; readonly seconds: number } | null
}

export function entryType<const S extends z.ZodType, const T extends z.ZodType>(
  type: EntryType<S, T>,
): EntryType<S, T> {
  return type
}

/** A kind of signal a feature adds. */
export interface SignalType<Body extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly body: Body
  /** Signals allowed per user and second; what is above is dropped and answered TOO_MANY. 0: only the server sends them. */
  readonly perSecond: number
}

export function signalType<const S extends z.ZodType>(type: SignalType<S>): SignalType<S> {
  return type
}
