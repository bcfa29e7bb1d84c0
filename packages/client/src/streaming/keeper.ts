import type { Fault } from '@stoa/contract/http'
import type { Kind, PeerStats } from '../calling/index.ts'
import { retryAfter, toFault } from '../http/refusal.ts'
import { type BackoffOptions, backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'
import type { HearingLine, Line } from './transport.ts'

/**
 * `quiet`: connected, and nothing comes. `apart`: it was lost or could not be had, and is tried again. `over`: not any more, with `fault` where
 * that was refused.
 */
export type KeptStatus = 'idle' | 'opening' | 'flowing' | 'quiet' | 'apart' | 'over'

export interface KeeperOptions<Track> {
  open(hear: HearingLine<Track>): Promise<Line<Track>>
  readonly time: Time
  readonly pace: BackoffOptions
  /** Milliseconds without anything after which it counts as quiet, and after which another line is tried. */
  readonly silence: { readonly quiet: number; readonly lost: number }
  /** Would another attempt fare no better? So many in a row were `refused` with the same code. */
  isFinal(fault: Fault, refused: number): boolean
  changed(status: KeptStatus, fault: Fault | undefined): void
  track(kind: Kind, track: Track): void
  readonly report: (error: unknown) => void
}

/** Holds one line open: makes another whenever it is lost, goes silent or cannot be had. */
export interface Keeper<Track> {
  start(): void
  /** Tries at once, where it waits to. */
  hurry(): void
  /** There is reason to think that the line is dead: unless something comes in the next moment, another one is made. */
  suspect(): void
  /** Another line is needed, whatever this one does. */
  again(): void
  line(): Line<Track> | undefined
  stats(): Promise<PeerStats | undefined>
  stop(): Promise<void>
}

const lookEvery = 1000
/** A line that is not connected by then is given up. */
const connectsWithin = 10_000
const closesWithin = 1000

export function createKeeper<Track>(options: KeeperOptions<Track>): Keeper<Track> {
  const { open, time, pace, silence, isFinal, changed, track, report } = options
  let status: KeptStatus = 'idle'
  /** Which line this is: what an earlier one still tells is not heard. */
  let turn = 0
  let failures = 0
  let refusals = { code: '', times: 0 }
  /** The next attempt has a time, rather than being under way. */
  let waits = false
  let line: Line<Track> | undefined
  let closing: Promise<void> = Promise.resolve()
  let cancel = () => {}
  let heardAt = 0
  let heard = 0

  function become(next: KeptStatus, fault?: Fault): void {
    if (status === next && fault === undefined) return
    status = next
    changed(next, fault)
  }

  function passed(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void time.after(milliseconds, resolve))
  }

  function drop(): void {
    turn += 1
    waits = false
    cancel()
    const dropped = line
    line = undefined
    if (dropped !== undefined) closing = dropped.close().catch(report)
  }

  function begin(): void {
    drop()
    const mine = turn
    const isMine = () => mine === turn
    if (status === 'idle') become('opening')
    heard = 0
    cancel = time.after(connectsWithin, retry)
    // What was there before is told to be over first: else it would be in the way. A server that does not answer is not.
    Promise.race([closing, passed(closesWithin)])
      .then(() =>
        isMine()
          ? open({
              connected() {
                if (isMine()) connected()
              },
              track(kind, value) {
                if (isMine()) track(kind, value)
              },
              lost() {
                if (isMine()) retry()
              },
            })
          : undefined,
      )
      .then(
        (made) => {
          if (isMine()) line = made
          else made?.close().catch(report)
        },
        (error: unknown) => {
          if (isMine()) failed(toFault(error))
        },
      )
  }

  function connected(): void {
    heardAt = time.now()
    cancel()
    look()
  }

  /** Has anything come since the last look? */
  function look(): void {
    const mine = turn
    const next = () => {
      if (mine === turn) cancel = time.after(lookEvery / 4, look)
    }
    if (line === undefined) {
      next()
      return
    }
    line.received().then(
      (count) => {
        if (mine !== turn) return
        if (count === undefined || count > heard) {
          heard = count ?? 0
          heardAt = time.now()
          failures = 0
          become('flowing')
        } else judge()
        if (mine === turn) cancel = time.after(status === 'flowing' ? lookEvery : lookEvery / 4, look)
      },
      (error: unknown) => {
        report(error)
        next()
      },
    )
  }

  function judge(): void {
    const silent = time.now() - heardAt
    if (silent >= silence.lost) retry()
    else if (silent >= silence.quiet && status === 'flowing') become('quiet')
  }

  /** Does anything come? What is there at least once a second would have. */
  async function check(): Promise<void> {
    const mine = turn
    const before = await line?.received()
    await passed(lookEvery * 1.5)
    const now = await line?.received()
    if (mine !== turn || now === undefined || now !== before) return
    become('apart')
    begin()
  }

  function retry(): void {
    drop()
    refusals = { code: '', times: 0 }
    become('apart')
    wait(backoff(failures, pace, time.random))
    failures += 1
  }

  function failed(fault: Fault): void {
    drop()
    failures += 1
    refusals = { code: fault.code, times: fault.code === refusals.code ? refusals.times + 1 : 1 }
    if (isFinal(fault, refusals.times)) {
      become('over', fault)
      return
    }
    become('apart', fault)
    const asked = retryAfter(fault)
    // A little more than asked for, each viewer another little, so that they do not all come back together.
    wait(asked === undefined ? backoff(failures - 1, pace, time.random) : asked * (1 + time.random() / 4))
  }

  function wait(milliseconds: number): void {
    waits = true
    cancel = time.after(milliseconds, begin)
  }

  const runs = () => status !== 'idle' && status !== 'over'

  return {
    start() {
      if (runs()) return
      failures = 0
      refusals = { code: '', times: 0 }
      status = 'idle'
      begin()
    },
    hurry() {
      if (waits) begin()
    },
    suspect() {
      if (waits) begin()
      else if (status === 'quiet') {
        become('apart')
        begin()
      } else if (status === 'flowing') check().catch(report)
    },
    again() {
      if (runs()) begin()
    },
    line: () => line,
    stats: async () => await line?.stats(),
    async stop() {
      drop()
      become('over')
      await closing
    },
  }
}
