import type { ClientId, Fault, RoomId, UserId } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import type { Caller } from '../../platform/http/handler.ts'
import type { EntryRule } from '../rules.ts'

/** An entry on its way into a timeline. */
export interface Pending {
  readonly room: RoomId
  readonly rule: EntryRule
  /** Who asked for it and must be allowed to; null where the server itself makes it. */
  readonly sender: Caller | null
  readonly author: UserId | null
  readonly clientId: ClientId | null
  readonly about: number | null
  readonly body: unknown
  /** `body` as JSON text. */
  readonly json: string
}

/** What became of it. `repeated`: an earlier send with the same client id stands in its place (T4). */
export type Outcome =
  | { readonly status: 'appended'; readonly entry: Entry }
  | { readonly status: 'repeated'; readonly seq: number; readonly at: number }
  | { readonly status: 'refused'; readonly fault: Fault }
