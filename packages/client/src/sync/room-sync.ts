import type { Entry } from '@stoa/contract/rooms'

/** How one room is kept in step with the server. Plain data: `step` makes the next one from an event. */
export interface RoomSync {
  /** Seq of the last entry applied; all before it were applied too (T6). */
  readonly cursor: number
  /** Highest seq known to exist. */
  readonly head: number
  /** Entries that came before one they follow. */
  readonly early: ReadonlyMap<number, Entry>
  readonly link: Link
  /** Goes up whenever what was asked before no longer matters; answers to it carry the number they were asked with. */
  readonly turn: number
  /** Requests that came to nothing in a row. */
  readonly failures: number
}

export type Link =
  | { readonly at: 'offline' }
  | { readonly at: 'subscribing'; readonly after: number }
  | { readonly at: 'live'; readonly repair: 'none' | 'due' | 'asked' }
  /** Too far back for a replay (T5): reads pages, then subscribes again. */
  | { readonly at: 'paging' }
  /** What is held is not of this timeline (T7), or is too old to catch up: starts anew from a fresh read. */
  | { readonly at: 'reloading' }
  /** Something failed: subscribes again when the pause is over. */
  | { readonly at: 'pausing' }
  /** The room is not there, or not for us. */
  | { readonly at: 'gone' }

export type SyncEvent =
  | { readonly type: 'connected' }
  | { readonly type: 'disconnected' }
  | { readonly type: 'entries'; readonly entries: readonly Entry[] }
  | { readonly type: 'head'; readonly head: number }
  | { readonly type: 'subscribed'; readonly turn: number; readonly head: number; readonly behind: boolean }
  | { readonly type: 'history'; readonly turn: number; readonly entries: readonly Entry[] }
  | {
      readonly type: 'page'
      readonly turn: number
      readonly entries: readonly Entry[]
      readonly head: number
    }
  | { readonly type: 'reloaded'; readonly turn: number; readonly cursor: number }
  /** What was asked for could not be had. `gone`: and never will be. */
  | { readonly type: 'failed'; readonly turn: number; readonly gone: boolean; readonly retryAfter?: number }
  | { readonly type: 'due'; readonly turn: number }

export type SyncEffect =
  /** These are next, in order: hand them to whoever shows them. */
  | { readonly type: 'apply'; readonly entries: readonly Entry[] }
  | { readonly type: 'subscribe'; readonly turn: number; readonly after: number }
  | { readonly type: 'history'; readonly turn: number; readonly from: number; readonly to: number }
  | { readonly type: 'page'; readonly turn: number; readonly after: number }
  | { readonly type: 'reload'; readonly turn: number }
  /** Give `due` back after this long; a later pause replaces an earlier one. */
  | { readonly type: 'pause'; readonly turn: number; readonly wait: Wait }
  | { readonly type: 'gone' }

/** `arriving`: what is missing may be on its way. `again`: the n-th retry, by back-off unless the server said how long. */
export type Wait =
  | { readonly for: 'arriving' }
  | { readonly for: 'again'; readonly attempt: number; readonly milliseconds?: number }

export interface Step {
  readonly state: RoomSync
  readonly effects: readonly SyncEffect[]
}

export function beginSync(cursor: number): RoomSync {
  return { cursor, head: cursor, early: new Map(), link: { at: 'offline' }, turn: 0, failures: 0 }
}
