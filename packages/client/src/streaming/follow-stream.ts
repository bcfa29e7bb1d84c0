import { emoteTally, listMoments, momentFound } from '@stoa/contract/emotes'
import type { Fault, RoomId, UserId } from '@stoa/contract/http'
import { type Entry, getRoom, type Signal } from '@stoa/contract/rooms'
import { getStream, joinStream, type Stream } from '@stoa/contract/streams'
import type { Client, Store } from '../api.ts'
import { toFault } from '../http/refusal.ts'
import { cell } from '../store/cell.ts'
import { backoff } from '../time/backoff.ts'
import { systemTime, type Time } from '../time/time.ts'
import { type MinuteCounts, withTally } from './counts.ts'
import { type LiveMoment, withEntry, withMoment } from './view.ts'

/** A stream as this page has it right now, alive. */
export interface StreamFacts {
  /** `loading` until it was read; `error` where it could not be had, with `fault`. */
  readonly status: 'loading' | 'ready' | 'error'
  readonly fault?: Fault
  readonly stream: Stream | undefined
}

/** How often each emote was sent since the tally before (E2). */
export interface Tally {
  readonly at: number
  readonly counts: Readonly<Record<string, number>>
}

/** One stream kept in step with its room. What changes at its own pace is a store of its own. */
export interface FollowedStream {
  readonly id: RoomId
  readonly facts: Store<StreamFacts>
  /** Who is connected to its room, without oneself; empty in big ones. */
  readonly present: Store<readonly UserId[]>
  /** Oldest first. */
  readonly moments: Store<readonly LiveMoment[]>
  /** What tallies told since this is followed, minute by minute. */
  readonly minutes: Store<readonly MinuteCounts[]>
  /** Calls back with each tally; returns how to stop. */
  tallied(listener: (tally: Tally) => void): () => void
  /** Calls back with each moment that is announced while this is followed. */
  announced(listener: (moment: LiveMoment) => void): () => void
  /** The server said this about it. */
  learn(stream: Stream): void
  /** Reads it anew. Rejects with a Fault. */
  refresh(): Promise<void>
  stop(): void
}

export interface FollowOptions {
  readonly report?: (error: unknown) => void
  /** For tests. */
  readonly time?: Time
}

const pace = { first: 500, longest: 15_000 }
/** Who watches is told by no entry: it is asked for, in milliseconds; soon once oneself is among them, and more often while a recording is being finished. */
const look = { joined: 3_000, live: 12_000, finishing: 2_000, other: 30_000 }
/** What an entry leaves open is asked for within this time, not by all viewers in the same instant. */
const spread = 1500
/** Minutes whose tallies are kept: what is older the server has counted. */
const kept = 10

export function followStream(
  client: Pick<Client, 'call' | 'listen'>,
  id: RoomId,
  options: FollowOptions = {},
): FollowedStream {
  const { time = systemTime } = options
  const report = options.report ?? ((error: unknown) => console.warn('stoa:', error))
  const params = { stream: id }
  const facts = cell<StreamFacts>({ status: 'loading', stream: undefined })
  const present = cell<readonly UserId[]>([])
  const moments = cell<readonly LiveMoment[]>([])
  const minutes = cell<readonly MinuteCounts[]>([])
  const tallied = new Set<(tally: Tally) => void>()
  const announced = new Set<(moment: LiveMoment) => void>()
  let stopped = false
  let attempts = 0
  let cancelRetry = () => {}
  let cancelLook = () => {}
  let stopListening = () => {}

  function learn(told: Stream): void {
    if (stopped) return
    const known = facts.get().stream
    // An answer that was overtaken by an entry does not bring back what is over.
    if (known?.status === 'ended' && told.status !== 'ended') return
    facts.set({ status: 'ready', stream: told })
    arrangeLook(told)
  }

  function arrangeLook(stream: Stream, within?: number): void {
    cancelLook()
    const finishing = stream.status === 'ended' && stream.recording?.status === 'running'
    if (stream.status === 'ended' && !finishing && within === undefined) return
    const every = stream.status === 'live' ? look.live : finishing ? look.finishing : look.other
    cancelLook = time.after(within ?? every * (0.75 + time.random() / 2), () => {
      refresh().catch((error: unknown) => {
        report(error)
        const { stream: known } = facts.get()
        if (known !== undefined && !stopped) arrangeLook(known)
      })
    })
  }

  async function refresh(): Promise<void> {
    learn(await client.call(getStream, { params }))
  }

  /** Lets me in; of what is over and was not recorded there is nothing to be let into. */
  async function enter(): Promise<Stream> {
    try {
      return await client.call(joinStream, { params })
    } catch (error) {
      if (toFault(error).code === 'GONE') return await client.call(getStream, { params })
      throw error
    }
  }

  async function load(): Promise<void> {
    const stream = await enter()
    if (stopped) return
    learn(stream)
    const { moments: found } = await client.call(listMoments, { params })
    if (stopped) return
    moments.set(found)
    if (stream.status === 'ended') return
    const { head } = await client.call(getRoom, { params: { room: id } })
    if (stopped) return
    stopListening()
    stopListening = client.listen(id, head, {
      entries,
      signals,
      present: present.set,
      restarted: begin,
      failed,
    })
    // What happened between the reading and the listening.
    await refresh()
    const { moments: listed } = await client.call(listMoments, { params })
    if (stopped) return
    moments.set(merge(moments.get(), listed, head))
    attempts = 0
    const { stream: joined } = facts.get()
    if (joined?.status === 'live') arrangeLook(joined, look.joined * (0.75 + time.random() / 2))
  }

  function begin(): void {
    cancelRetry()
    if (!stopped) load().catch((error: unknown) => failed(toFault(error)))
  }

  function failed(fault: Fault): void {
    if (stopped) return
    stopListening()
    facts.set({ status: 'error', fault, stream: facts.get().stream })
    if (fault.code === 'NOT_FOUND' || fault.code === 'BLOCKED' || fault.statusCode === 401) return
    cancelRetry()
    cancelRetry = time.after(backoff(attempts, pace, time.random), begin)
    attempts += 1
  }

  function entries(heard: readonly Entry[]): void {
    const { stream } = facts.get()
    if (stopped) return
    const grown = heard.reduce(withMoment, moments.get())
    if (grown !== moments.get()) {
      moments.set(grown)
      for (const { type, seq } of heard) {
        const moment = type === momentFound.name ? grown.find((one) => one.seq === seq) : undefined
        if (moment !== undefined) for (const listener of [...announced]) listener(moment)
      }
    }
    if (stream === undefined) return
    const next = heard.reduce(withEntry, stream)
    if (next === stream) return
    facts.set({ status: 'ready', stream: next })
    arrangeLook(next, time.random() * spread)
  }

  function signals(heard: readonly Signal[]): void {
    for (const { type, from, at, body } of heard) {
      if (type !== emoteTally.name || from !== null) continue
      const tally = emoteTally.body.safeParse(body)
      if (!tally.success) continue
      const { counts } = tally.data
      minutes.set(withTally(minutes.get(), { at, counts }).slice(-kept))
      for (const listener of [...tallied]) listener({ at, counts })
    }
  }

  begin()

  return {
    id,
    facts,
    present,
    moments,
    minutes,
    learn,
    refresh,
    tallied: (listener) => listening(tallied, listener),
    announced: (listener) => listening(announced, listener),
    stop() {
      stopped = true
      cancelRetry()
      cancelLook()
      stopListening()
    },
  }
}

/** What was listed, and what came after the head and is not in the list, or has grown further. */
function merge(
  known: readonly LiveMoment[],
  listed: readonly LiveMoment[],
  head: number,
): readonly LiveMoment[] {
  const all = new Map(listed.map((one) => [one.seq, one]))
  for (const one of known) {
    const other = all.get(one.seq)
    // One from before the head that is listed no more was withdrawn.
    if (other === undefined ? one.seq > head : other.count < one.count) all.set(one.seq, one)
  }
  return [...all.values()].toSorted((one, other) => one.start - other.start)
}

function listening<T>(listeners: Set<(value: T) => void>, listener: (value: T) => void): () => void {
  // A wrapper of its own, so that one function given twice is told twice and leaves once.
  const one = (value: T) => listener(value)
  listeners.add(one)
  return () => {
    listeners.delete(one)
  }
}
