import type { Fault, RoomId } from '@stoa/contract/http'
import type { Store } from '../api.ts'
import type { Kind, PeerStats } from '../calling/index.ts'
import { cell } from '../store/cell.ts'
import { whenBack } from '../surroundings/surroundings.ts'
import { systemTime, type Time } from '../time/time.ts'
import { createKeeper, type KeptStatus } from './keeper.ts'
import type { Transport } from './transport.ts'

/** `refused`: with `fault`; `start` tries again. `reconnecting`: it comes back by itself. */
export type PublishStatus = 'off' | 'connecting' | 'live' | 'reconnecting' | 'refused'

export interface PublishState {
  readonly status: PublishStatus
  readonly fault?: Fault
}

/** One's own sound and picture in a stream. */
export interface Publishing<Track> extends Store<PublishState> {
  /** What is sent from now on; null for nothing. Another track in place of one needs no new connection. */
  give(kind: Kind, track: Track | null): void
  /** Does nothing while there is no track to send; the first one then begins it. */
  start(): void
  /** The server no longer counts this page among the publishers: looks whether the connection is dead. */
  missed(): void
  stats(): Promise<PeerStats | undefined>
  /** Resolves when the server knows. */
  stop(): Promise<void>
}

export interface PublishOptions<Track> {
  readonly transport: Transport<Track>
  readonly report?: (error: unknown) => void
  /** For tests. */
  readonly time?: Time
}

const statuses = {
  idle: 'off',
  opening: 'connecting',
  flowing: 'live',
  quiet: 'live',
  apart: 'reconnecting',
  over: 'off',
} as const satisfies Record<KeptStatus, PublishStatus>

const final: ReadonlySet<string> = new Set([
  'GONE',
  'NOT_FOUND',
  'NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'NOT_AVAILABLE',
  'UNSUPPORTED_TYPE',
  'BLOCKED',
  'BANNED',
])
/** A page that was closed without a word holds its place for some seconds; another one that publishes holds it on. */
const conflicts = 8

/** Publishes into a stream of mine, or as a co-host (S1), and comes back by itself until stopped. */
export function publish<Track>(stream: RoomId, options: PublishOptions<Track>): Publishing<Track> {
  const { transport, time = systemTime } = options
  const report = options.report ?? ((error: unknown) => console.warn('stoa:', error))
  const state = cell<PublishState>({ status: 'off' })
  const tracks = new Map<Kind, Track>()
  let wanted = false
  const keeper = createKeeper<Track>({
    open: (hear) => transport.publish(stream, new Map(tracks), hear),
    time,
    pace: { first: 500, longest: 8000 },
    silence: { quiet: 3000, lost: 5000 },
    isFinal: ({ code, statusCode }, refused) =>
      final.has(code) || statusCode === 401 || (code === 'CONFLICT' && refused >= conflicts),
    changed(status, fault) {
      if (status === 'over' && fault !== undefined) state.set({ status: 'refused', fault })
      else state.set({ status: statuses[status], ...(fault && { fault }) })
    },
    track() {},
    report,
  })
  const leave = whenBack(() => keeper.hurry())

  async function replace(kind: Kind, track: Track | null): Promise<void> {
    const line = keeper.line()
    // One that is being opened may have been begun without it.
    if (line === undefined || !(await line.replace(kind, track))) keeper.again()
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    give(kind, track) {
      if ((tracks.get(kind) ?? null) === track) return
      if (track === null) tracks.delete(kind)
      else tracks.set(kind, track)
      const { status } = state.get()
      if (status === 'connecting' || status === 'live' || status === 'reconnecting')
        replace(kind, track).catch(report)
      else if (wanted && status === 'off' && track !== null) keeper.start()
    },
    start() {
      wanted = true
      if (tracks.size > 0) keeper.start()
    },
    missed: () => keeper.suspect(),
    stats: keeper.stats,
    async stop() {
      wanted = false
      leave()
      await keeper.stop()
    },
  }
}
