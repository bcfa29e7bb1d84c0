import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../frame/child.ts'
import type { DialectName } from './dialect.ts'

export interface Seat {
  readonly token: string
  /** Rooms it reads. */
  readonly rooms: readonly string[]
}

export interface Opened {
  /** Milliseconds until the last one was subscribed. */
  readonly milliseconds: number
  /** Tries that were refused or broken off before. */
  readonly retries: number
  /** Connections that Socket.IO's recovery took up. */
  readonly recovered: number
}

/** One rate kept for a while. Latencies in ms, from when a message was due to its acknowledgement. */
export interface Level {
  readonly rate: number
  /** Acknowledgements a second, until the last of them. */
  readonly acked: number
  readonly failed: number
  readonly p50: number
  readonly p99: number
  /** Messages times the readers they reached. */
  readonly deliveries: number
  /** Share of one processor that making the load took, and how late its p99 send was (ms): where these are high, it is the limit. */
  readonly generatorCpu: number
  readonly generatorLate: number
}

/** What a load generator does when told. */
export type Generator = {
  /** Connects these as well, at most `atOnce` at a time. */
  readonly open: (load: {
    readonly port: number
    readonly dialect: DialectName
    readonly seats: readonly Seat[]
    readonly atOnce: number
  }) => Promise<Opened>
  /** Sends at a rate into these rooms, members in turn, whatever the answers are. */
  readonly run: (load: {
    readonly rooms: readonly string[]
    readonly rate: number
    readonly seconds: number
    readonly bytes: number
  }) => Promise<Level>
  /** Sends so many messages into each of these rooms as fast as they are taken, by the last member, who reads nothing. */
  readonly write: (load: { readonly rooms: readonly string[]; readonly each: number }) => Promise<void>
  /** Waits until every reader has everything that was acknowledged; the faults found since the beginning. */
  readonly settle: (limit: { readonly seconds: number }) => Promise<readonly string[]>
  /** Breaks every connection but the last member's off at once. */
  readonly cut: (nothing: null) => void
  /** Connects them again; resolves once everyone has everything they missed. */
  readonly reopen: (load: { readonly atOnce: number }) => Promise<Opened & { readonly wholeAfter: number }>
  readonly close: (nothing: null) => void
}

export function startGenerator(): Child<Generator> {
  return startChild<Generator>({ file: fileURLToPath(new URL('generator.main.ts', import.meta.url)) })
}
