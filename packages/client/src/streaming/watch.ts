import type { Fault, RoomId, UserId } from '@stoa/contract/http'
import type { Store } from '../api.ts'
import type { PeerStats } from '../calling/index.ts'
import { cell } from '../store/cell.ts'
import { whenBack } from '../surroundings/surroundings.ts'
import { systemTime, type Time } from '../time/time.ts'
import { createKeeper, type KeptStatus } from './keeper.ts'
import type { Transport } from './transport.ts'

/** `waiting`: nothing comes at the moment; it goes on by itself. `ended`: it does not, with `fault` where that was refused. */
export type WatchStatus = 'connecting' | 'playing' | 'waiting' | 'ended'

export interface WatchState<Track> {
  readonly status: WatchStatus
  readonly fault?: Fault
  /** What came last: also while waiting, so that the last picture stays. */
  readonly remote: { readonly audio?: Track; readonly video?: Track }
}

/** One publisher of a stream being watched. */
export interface Watching<Track> extends Store<WatchState<Track>> {
  /** Is there a picture of theirs, as the stream says? One that came back is looked for at once. */
  expect(present: boolean): void
  stats(): Promise<PeerStats | undefined>
  stop(): Promise<void>
}

export interface WatchOptions<Track> {
  readonly transport: Transport<Track>
  readonly report?: (error: unknown) => void
  /** For tests. */
  readonly time?: Time
}

const statuses = {
  idle: 'connecting',
  opening: 'connecting',
  flowing: 'playing',
  quiet: 'waiting',
  apart: 'waiting',
  over: 'ended',
} as const satisfies Record<KeptStatus, WatchStatus>

const final: ReadonlySet<string> = new Set([
  'GONE',
  'NOT_FOUND',
  'NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'UNSUPPORTED_TYPE',
  'BLOCKED',
  'BANNED',
])
/** Viewers of one stream do not all come back in the same instant, milliseconds. */
const spread = 400

/** Watches one publisher of a stream (S1) and comes back by itself until stopped. */
export function watch<Track>(
  stream: RoomId,
  publisher: UserId,
  options: WatchOptions<Track>,
): Watching<Track> {
  const { transport, time = systemTime } = options
  const report = options.report ?? ((error: unknown) => console.warn('stoa:', error))
  const state = cell<WatchState<Track>>({ status: 'connecting', remote: {} })
  let expected = true
  let cancel = () => {}
  const keeper = createKeeper<Track>({
    open: (hear) => transport.watch(stream, publisher, hear),
    time,
    pace: { first: 500, longest: 10_000 },
    silence: { quiet: 1500, lost: 6000 },
    isFinal: ({ code, statusCode }) => final.has(code) || statusCode === 401,
    changed(status, fault) {
      const { remote } = state.get()
      state.set({ status: statuses[status], remote, ...(fault && { fault }) })
    },
    track(kind, track) {
      const shown = state.get()
      state.set({ ...shown, remote: { ...shown.remote, [kind]: track } })
    },
    report,
  })
  const leave = whenBack(() => keeper.hurry())
  keeper.start()

  return {
    get: state.get,
    subscribe: state.subscribe,
    expect(present) {
      if (present === expected) return
      expected = present
      cancel()
      if (present) cancel = time.after(time.random() * spread, keeper.suspect)
    },
    stats: keeper.stats,
    async stop() {
      cancel()
      leave()
      await keeper.stop()
    },
  }
}
