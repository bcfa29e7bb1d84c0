import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../frame/child.ts'

/**
 * `crowd` viewers take and decrypt every packet and throw it away there, in C++: as light as a viewer can be. `probes` hand each to JavaScript, which
 * checks it.
 */
export type AudienceKind = 'crowd' | 'probes'

/** What probes saw since it was asked last, all of them together. */
export interface Observed {
  /** Packets that came, and that should have between the first and the last of each. */
  readonly packets: number
  readonly expected: number
  readonly twice: number
  readonly damaged: number
  /** Milliseconds from the publisher's send to the viewer's hand. */
  readonly p50: number
  readonly p99: number
}

/** What a process of viewers does when told. */
export type AudienceCalls = {
  /** A new viewer's offer, and its number. */
  readonly offer: (nothing: null) => Promise<{ readonly viewer: number; readonly sdp: string }>
  /** Resolves when it is connected. */
  readonly accept: (answer: { readonly viewer: number; readonly sdp: string }) => Promise<void>
  readonly observe: (nothing: null) => Observed
}

export function startAudience(kind: AudienceKind): Child<AudienceCalls> {
  const file = fileURLToPath(new URL('audience.main.ts', import.meta.url))
  return startChild<AudienceCalls>({ file, args: [kind] })
}
