import type { Fault, UserId } from '@stoa/contract/http'
import type { InterviewSession, SessionState, StaffState } from '@stoa/contract/interviews'
import type { EntryType } from '@stoa/contract/rooms'
import type * as Y from 'yjs'
import type * as z from 'zod'
import type { Store } from '../api.ts'

/** An interview as this person has it right now, alive. */
export interface Interview {
  /** `loading` until the timeline was read; `error` where it could not be had, with `fault`. */
  readonly status: 'loading' | 'ready' | 'error'
  readonly fault?: Fault
  /** Read anew when members, title, lock or status change. */
  readonly session: InterviewSession | undefined
  /** Documents, tests, runs, versions. */
  readonly content: SessionState
  /** Notes, rubric, scorecards, hidden tests; null for whoever is no interviewer, and until they were read. */
  readonly staff: StaffState | null
  /** Seq of the newest entry of the session's room that was applied. */
  readonly head: number
  /** Who is connected, without oneself (P3). */
  readonly present: readonly UserId[]
  /** Where the others are: which document, and in a drawing the pointer. Whoever vanished is not in it. */
  readonly places: ReadonlyMap<UserId, Whereabouts>
}

export interface Whereabouts {
  readonly document: number | null
  readonly pointer?: readonly [number, number]
}

/** Somebody else's selection in a code document, as offsets into its text as it is now. */
export interface RemoteCursor {
  readonly user: UserId
  readonly anchor: number
  readonly head: number
}

/** An interview being looked at. Close it when it is not. */
export interface OpenInterview extends Store<Interview> {
  /** The same object for the same document until it is closed. */
  document(seq: number): OpenDocument
  /** By way of the outbox, into the session's room. Rejects with a Fault. */
  send<T extends EntryType>(
    type: T,
    body: z.input<T['sent']>,
    about?: number,
  ): Promise<{ seq: number; at: number }>
  /** The same into the staff room. NOT_FOUND where there is none for this person. */
  sendStaff<T extends EntryType>(
    type: T,
    body: z.input<T['sent']>,
    about?: number,
  ): Promise<{ seq: number; at: number }>
  close(): void
}

export interface DocumentStatus {
  /** `ready` as soon as there is something to show and to write in: what was kept on this device, or what the server sent. */
  readonly status: 'loading' | 'ready' | 'error'
  readonly fault?: Fault
  /** Is everything written here durable on the server? */
  readonly saved: boolean
}

/**
 * A document's Yjs replica, kept in step with the server and on this device (P1, P2). Bind an editor to `text` or a whiteboard to `elements`;
 * whatever changes `doc` here is sent, merged while an earlier change is on its way.
 */
export interface OpenDocument {
  readonly seq: number
  readonly doc: Y.Doc
  /** The text of a `code` document. */
  readonly text: Y.Text
  /** The elements of a `drawing` by their ids. */
  readonly elements: Y.Map<unknown>
  readonly status: Store<DocumentStatus>
  /** The others' selections in it. */
  readonly cursors: Store<readonly RemoteCursor[]>
  /** One's own selection in its text as [anchor, head]; null for none. Tells the others and marks the changes. */
  select(selection: readonly [number, number] | null): void
  /** One's own pointer in a drawing. */
  point(at: readonly [number, number] | null): void
  /** The next local change comes from this and not from typing. */
  cameFrom(origin: 'paste' | 'restore'): void
  /** Sends what there is and lets go of it; what was not sent yet stays on this device and goes with the next opening. */
  close(): void
}
