import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../frame/child.ts'

/** What the viewers of streams came to while they sent. */
export interface Watched {
  /** Emotes due and sent, and packets that were refused. */
  readonly due: number
  readonly sent: number
  readonly refused: number
  /** Seconds until the last that asked for an answer had it. */
  readonly seconds: number
  /** Packets of tallies that arrived at all viewers, and the most in one room within any second. */
  readonly deliveries: number
  readonly mostPackets: number
  /** Rooms whose tallies differ from what was sent there. */
  readonly faults: readonly string[]
  /** Milliseconds from when a packet was due to its answer, p99. */
  readonly p99: number
  /** Share of one processor that making the load took. */
  readonly generatorCpu: number
}

/** Viewers in a process of their own. */
export type Viewers = {
  readonly open: (load: {
    readonly port: number
    readonly seats: readonly { readonly token: string; readonly room: string }[]
    readonly atOnce: number
  }) => Promise<{ readonly milliseconds: number }>
  /** Each sends so many emotes a second, not in step with the others, `together` of them in one go. */
  readonly send: (load: {
    readonly perSecond: number
    readonly seconds: number
    readonly together: number
  }) => Promise<Watched>
}

export function startViewers(): Child<Viewers> {
  return startChild<Viewers>({ file: fileURLToPath(new URL('viewers.main.ts', import.meta.url)) })
}
