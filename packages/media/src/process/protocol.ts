import type { MediaEvent, StreamStats } from '../events.ts'
import type { Network } from '../forward/connection.ts'
import type { PatchRequest } from '../forward/trickle.ts'
import type { Done, Opened, Refused } from '../outcome.ts'
import type { OfferRequest } from '../sfu.ts'

/** What the process is started with, as JSON in its first argument. */
export interface Settings {
  readonly network: Network
  readonly returnMs: number
  readonly bitrate: number
  readonly ffmpeg: string
}

/** What the parent may ask, and what it is answered. */
export interface Calls {
  readonly publish: { readonly ask: OfferRequest; readonly answer: Opened | Refused }
  readonly watch: { readonly ask: OfferRequest; readonly answer: Opened | Refused }
  readonly patch: { readonly ask: PatchRequest; readonly answer: Done | Refused }
  readonly end: { readonly ask: { readonly session: string }; readonly answer: Done | Refused }
  readonly endStream: { readonly ask: { readonly stream: string }; readonly answer: Done | Refused }
  readonly record: {
    readonly ask: { readonly stream: string; readonly folder: string }
    readonly answer: Done | Refused
  }
  readonly stopRecording: { readonly ask: { readonly stream: string }; readonly answer: Done | Refused }
  readonly stats: { readonly ask: Record<never, never>; readonly answer: readonly StreamStats[] | Refused }
  /** Answered when every recording is whole; the process then ends. */
  readonly close: { readonly ask: Record<never, never>; readonly answer: Done | Refused }
}

export type Verb = keyof Calls

export type ToProcess = {
  [V in Verb]: { readonly id: number; readonly verb: V; readonly ask: Calls[V]['ask'] }
}[Verb]

export type FromProcess =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Calls[Verb]['answer'] }
  | { readonly kind: 'event'; readonly event: MediaEvent }
  | {
      readonly kind: 'log'
      readonly level: 'info' | 'warn' | 'error'
      readonly message: string
      readonly fields: Record<string, unknown>
    }
  /** Its event loop turns: without one for a while, it hangs and is replaced. */
  | { readonly kind: 'alive' }

export const aliveEveryMs = 2_000
