import {
  acceptCall,
  beatCall,
  type CallView,
  declineCall,
  endCall,
  getIceServers,
  media,
  peer as peerSignal,
} from '@stoa/contract/calls'
import { Fault, type RoomId } from '@stoa/contract/http'
import type { Signal } from '@stoa/contract/rooms'
import type { Client, Store } from '../api.ts'
import { toFault } from '../http/refusal.ts'
import { cell } from '../store/cell.ts'
import { backoff } from '../time/backoff.ts'
import { systemTime, type Time } from '../time/time.ts'
import { randomUuid } from '../time/uuid.ts'
import { createBeats } from './beats.ts'
import type { BodyOf } from './body.ts'
import type { Kind, Peer } from './connection.ts'
import { followCall } from './follow-call.ts'
import { createLink, type HearingLink, type Link, type LinkState } from './link.ts'
import { isFinal, isOver } from './view.ts'

/** What somebody's camera and microphone are doing. */
export type MediaUse = BodyOf<typeof media>

/** A call as this page has it right now, alive. */
export interface LiveCall {
  /** `loading` until it was read; `error` where it could not be had, with `fault`. */
  readonly status: 'loading' | 'ready' | 'error'
  readonly fault?: Fault
  readonly call: CallView | undefined
  /** As the other one says; undefined until they have. */
  readonly other: MediaUse | undefined
  /** Milliseconds that the server's clock is known to be ahead of this device's, at least. */
  readonly ahead: number
  /** When `call` was last told, by this device's clock. */
  readonly at: number
}

export interface CallOptions<Track> {
  readonly peer: Peer<Track>
  readonly report?: (error: unknown) => void
  /** For tests. */
  readonly time?: Time
  readonly id?: () => string
}

/** A call being looked at or taken part in. Close it when it is not. */
export interface OpenCall<Track> extends Store<LiveCall> {
  accept(): Promise<void>
  decline(): Promise<void>
  end(): Promise<void>
  /** Media: nothing of it happens on this page before `join`. */
  readonly link: Store<LinkState<Track>> & Omit<Link<Track>, 'get' | 'subscribe'>
  /** Tells the other what one's devices are doing. */
  use(use: MediaUse): void
  /** Reads it anew. */
  refresh(): Promise<void>
  close(): void
}

/** How often a call that is over is read anew until it is settled. */
const settling = { first: 500, longest: 5_000 }

/** Opens a call of mine (C1–C6). */
export function openCall<Track>(client: Client, room: RoomId, options: CallOptions<Track>): OpenCall<Track> {
  const { peer, time = systemTime, id = randomUuid } = options
  const report = options.report ?? ((error: unknown) => console.warn('stoa:', error))
  const store = cell<LiveCall>({
    status: 'loading',
    call: undefined,
    other: undefined,
    ahead: 0,
    at: time.now(),
  })
  const params = { call: room }
  let cancelSettle = () => {}
  let using: MediaUse | undefined
  /** Made as soon as it is known which side this is. */
  let link: HearingLink<Track> | undefined
  let wanted = false
  let closed = false
  const linkState = cell<LinkState<Track>>({ status: 'apart', remote: {} })
  const given = new Map<Kind, Track | null>()
  const beats = createBeats({ time, beat })
  let ahead: number | undefined

  function show(change: Partial<LiveCall>): void {
    store.set({ ...store.get(), ...change })
  }

  const followed = followCall(client, room, {
    time,
    report,
    on: {
      call(call) {
        show({ status: 'ready', call, at: time.now() })
        arrange(call)
      },
      entries(entries) {
        // As far as a delay on the way lets it be known: the smallest one seen counts.
        for (const { at } of entries) ahead = Math.max(at - time.now(), ahead ?? Number.NEGATIVE_INFINITY)
        show({ ahead: ahead ?? 0 })
      },
      signals,
      failed(fault) {
        show(store.get().call === undefined ? { status: 'error', fault } : { fault })
      },
    },
  })

  /** The parts a call has by its state. */
  function arrange(call: CallView): void {
    if (isOver(call)) {
      link?.leave()
      settle(call, 0)
    } else if (call.state === 'ongoing' && wanted) {
      // Once: another page may take over.
      wanted = false
      linkOf(call).join()
    }
  }

  function linkOf(call: CallView): HearingLink<Track> {
    if (link !== undefined) return link
    const made = createLink({
      me: me(),
      polite: call.creator === me(),
      kinds: call.media === 'video' ? ['audio', 'video'] : ['audio'],
      peer,
      time,
      id,
      report,
      iceServers: async () =>
        (await client.call(getIceServers)).iceServers.map(({ urls, username, credential }) =>
          username === undefined || credential === undefined ? { urls } : { urls, username, credential },
        ),
      signal: (body) => client.signal(room, peerSignal, body),
    })
    for (const [kind, track] of given) made.give(kind, track)
    made.subscribe(() => {
      linkState.set(made.get())
      const { status } = made.get()
      if (status === 'apart' || status === 'elsewhere') beats.become('away')
      else beats.become(status === 'connected' ? 'connected' : 'apart')
    })
    link = made
    return made
  }

  function me() {
    const session = client.session.get()
    if (session.status !== 'signed-in') throw new Fault('NOT_SIGNED_IN')
    return session.me.id
  }

  async function beat(connected: boolean): Promise<void> {
    tell()
    try {
      followed.learn(await client.call(beatCall, { params, body: { connected } }))
    } catch (error) {
      const fault = toFault(error)
      if (fault.code === 'GONE') await followed.refresh().catch(report)
      else if (fault.code !== 'UNAVAILABLE') report(fault)
    }
  }

  /** A signal may be lost: it goes with every heartbeat. */
  function tell(): void {
    if (using !== undefined) client.signal(room, media, using)
  }

  function settle(call: CallView, attempt: number): void {
    cancelSettle()
    if (isFinal(call) || closed) return
    cancelSettle = time.after(backoff(attempt, settling, time.random), () => {
      const read = followed.refresh()
      read.catch(report).finally(() => settle(store.get().call ?? call, attempt + 1))
    })
  }

  function signals(heard: readonly Signal[]): void {
    link?.hear(heard)
    for (const one of heard) {
      if (one.type !== media.name || one.from === me()) continue
      const body = media.body.safeParse(one.body)
      if (body.success) show({ other: body.data })
    }
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    refresh: followed.refresh,
    accept: async () => followed.learn(await client.call(acceptCall, { params })),
    decline: async () => followed.learn(await client.call(declineCall, { params })),
    end: async () => followed.learn(await client.call(endCall, { params })),
    use(use) {
      using = use
      tell()
    },
    link: {
      get: linkState.get,
      subscribe: linkState.subscribe,
      join() {
        wanted = true
        const call = followed.get()
        if (call !== undefined) arrange(call)
      },
      give(kind, track) {
        given.set(kind, track)
        link?.give(kind, track)
      },
      networkChanged: () => link?.networkChanged(),
      stats: async () => await link?.stats(),
      leave() {
        wanted = false
        link?.leave()
      },
    },
    close() {
      closed = true
      followed.stop()
      cancelSettle()
      link?.leave()
    },
  }
}
