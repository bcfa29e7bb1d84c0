import { peer } from '@stoa/contract/calls'
import type { UserId } from '@stoa/contract/http'
import type { Signal } from '@stoa/contract/rooms'
import type { Store } from '../api.ts'
import { cell } from '../store/cell.ts'
import type { Time } from '../time/time.ts'
import type { BodyOf } from './body.ts'
import type { Kind, Peer, PeerConfiguration, PeerConnection, PeerStats } from './connection.ts'
import { createNegotiation, type Negotiation } from './negotiation.ts'
import { createRestarts } from './restarts.ts'

/**
 * `finding`: nobody of the other side is known yet. `reconnecting`: it was connected, and is being made so again. `elsewhere`: another page
 * of the same account took over; `join` takes it back.
 */
export type LinkStatus = 'apart' | 'finding' | 'connecting' | 'connected' | 'reconnecting' | 'elsewhere'

export interface LinkState<Track> {
  readonly status: LinkStatus
  /** What comes from the other. */
  readonly remote: { readonly audio?: Track; readonly video?: Track }
}

/** The media connection of this page with the other's (C4). */
export interface Link<Track> extends Store<LinkState<Track>> {
  /** Takes part on this page, in place of any other page of the same account. */
  join(): void
  /** What the other is to hear or see from now on; null for nothing. */
  give(kind: Kind, track: Track | null): void
  /** This device's network is another one, or may be. */
  networkChanged(): void
  stats(): Promise<PeerStats | undefined>
  leave(): void
}

export interface LinkOptions<Track> {
  readonly me: UserId
  /** Makes an id for this page each time it joins. */
  readonly id: () => string
  /** Gives way in negotiation; the other one makes the first offer. */
  readonly polite: boolean
  readonly kinds: readonly Kind[]
  readonly peer: Peer<Track>
  readonly iceServers: () => Promise<PeerConfiguration['iceServers']>
  readonly signal: (body: BodyOf<typeof peer>) => void
  readonly time: Time
  readonly report: (error: unknown) => void
}

export interface HearingLink<Track> extends Link<Track> {
  hear(signals: readonly Signal[]): void
}

/** Milliseconds between two calls into the room while nobody has answered. */
const callEvery = 1000

type Body = BodyOf<typeof peer>
interface Line<Track> {
  readonly connection: PeerConnection<Track>
  readonly negotiation: Negotiation
}

export function createLink<Track>(options: LinkOptions<Track>): HearingLink<Track> {
  const { me, polite, kinds, time, signal, report } = options
  const state = cell<LinkState<Track>>({ status: 'apart', remote: {} })
  const given = new Map<Kind, Track | null>()
  /** Every id this page has had; what it said itself comes back to it. */
  const own = new Set<string>()
  let page = ''
  /** By the server's clock: this page took part by then. What others of the account said before is of no account any more. */
  let since: number | undefined
  /** What was said by another page of the account before that was known. */
  let early: { readonly body: Body; readonly at: number }[] = []
  /** The other's page, and those it had before, of which something may still be on its way. */
  let other: string | undefined
  const left = new Set<string>()
  let line: Line<Track> | undefined
  /** What came for a line that is being made. */
  let waiting: Body[] = []
  let making = 0
  let saidAt = Number.NEGATIVE_INFINITY
  let cancelCall = () => {}
  const restarts = createRestarts({
    time,
    // The one who made the first offer makes the next ones too, where both can.
    head: polite ? 1500 : 0,
    isWell: () => line?.connection.connectionState === 'connected',
    restart: (attempt) => again(attempt).catch(report),
  })

  function show(change: Partial<LinkState<Track>>): void {
    state.set({ ...state.get(), ...change })
  }

  function takesPart(): boolean {
    const { status } = state.get()
    return status !== 'apart' && status !== 'elsewhere'
  }

  /** Says into the room that this page takes part, until the other's page has answered it. */
  function call(): void {
    cancelCall()
    saidAt = time.now()
    signal({ page })
    cancelCall = time.after(callEvery, call)
  }

  function begin(): void {
    close()
    page = options.id()
    own.add(page)
    since = undefined
    early = []
    show({ status: 'finding', remote: {} })
    call()
  }

  function close(): void {
    making += 1
    cancelCall()
    restarts.stop()
    line?.negotiation.stop()
    line?.connection.close()
    line = undefined
    waiting = []
    other = undefined
  }

  /** A page of the other's that is new to this one: whatever was before is over. */
  function meet(found: string): void {
    if (other !== undefined) left.add(other)
    close()
    other = found
    const mine = making
    show({ status: 'connecting', remote: {} })
    servers().then((iceServers) => {
      if (mine === making) connect(found, iceServers)
    })
  }

  async function servers(): Promise<PeerConfiguration['iceServers']> {
    try {
      return await options.iceServers()
    } catch (error) {
      // Two on one network find each other without any.
      report(error)
      return []
    }
  }

  function connect(to: string, iceServers: PeerConfiguration['iceServers']): void {
    const connection = options.peer.create({ iceServers })
    const negotiation = createNegotiation({
      connection,
      polite,
      time,
      say: (told) => signal({ page, to, ...told }),
      offered: () => prepare(connection),
      report,
    })
    line = { connection, negotiation }
    connection.addEventListener('track', ({ track }) => {
      if (track === undefined || line?.connection !== connection) return
      show({ remote: { ...state.get().remote, [options.peer.kindOf(track)]: track } })
    })
    connection.addEventListener('connectionstatechange', () => {
      if (line?.connection === connection) changed(connection.connectionState)
    })
    if (!polite) {
      for (const kind of kinds) {
        const { sender } = connection.addTransceiver(kind, { direction: 'sendrecv' })
        sender.replaceTrack(given.get(kind) ?? null).catch(report)
      }
    }
    for (const body of waiting) negotiation.hear(body)
    waiting = []
    restarts.expect()
  }

  /** What the other offered is answered in both directions, with what there is to give. */
  async function prepare(connection: PeerConnection<Track>): Promise<void> {
    for (const transceiver of connection.getTransceivers()) {
      if (transceiver.direction === 'stopped') continue
      transceiver.direction = 'sendrecv'
      await transceiver.sender.replaceTrack(
        given.get(options.peer.kindOf(transceiver.receiver.track)) ?? null,
      )
    }
  }

  function changed(connectionState: string): void {
    if (connectionState === 'connected') {
      restarts.well()
      show({ status: 'connected' })
    } else if (connectionState === 'disconnected' || connectionState === 'failed') {
      if (state.get().status === 'connected') show({ status: 'reconnecting' })
      restarts.ill(connectionState)
    }
  }

  /** Restarts ICE; where that did not help, both sides begin as if they had never met. */
  async function again(attempt: number): Promise<void> {
    const { connection } = line ?? {}
    if (connection === undefined || attempt >= (state.get().status === 'connecting' ? 1 : 2)) return begin()
    const iceServers = await servers()
    if (line?.connection !== connection) return
    if (iceServers.length > 0) connection.setConfiguration({ iceServers })
    connection.restartIce()
  }

  function hearOther(body: Body, at: number): void {
    if (body.to !== undefined && body.to !== page) return
    if (body.to === page) known(at)
    if (!takesPart()) return
    const saysNothing = body.description === undefined && body.candidate == null
    if (body.page !== other) {
      if (left.has(body.page) || !(saysNothing || other === undefined)) return
      meet(body.page)
    }
    if (saysNothing) {
      if (body.to === undefined) signal({ page, to: body.page })
    } else if (line === undefined) waiting.push(body)
    else line.negotiation.hear(body)
    if (body.to === page) cancelCall()
  }

  /** The server has heard of this page. */
  function known(at: number): void {
    if (since !== undefined) return
    since = at
    for (const one of early) if (takesPart()) hearMine(one.body, one.at)
    early = []
  }

  /** Another page of mine takes part: the later one does. Where both came at once, one of them. */
  function hearMine(body: Body, at: number): void {
    if (body.page === page) known(at)
    if (own.has(body.page) || body.to !== undefined) return
    if (since === undefined) {
      early.push({ body, at })
      return
    }
    if (at < since) return
    const both = state.get().status === 'finding' && time.now() - saidAt < 2 * callEvery
    if (both && body.page < page) return
    close()
    show({ status: 'elsewhere', remote: {} })
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    join() {
      if (takesPart()) return
      begin()
    },
    give(kind, track) {
      given.set(kind, track)
      for (const { sender, receiver } of line?.connection.getTransceivers() ?? [])
        if (options.peer.kindOf(receiver.track) === kind) sender.replaceTrack(track).catch(report)
    },
    networkChanged: () => restarts.now(),
    stats: async () => await line?.connection.getStats(),
    leave() {
      close()
      show({ status: 'apart', remote: {} })
    },
    hear(signals) {
      if (!takesPart()) return
      for (const one of signals) {
        if (one.type !== peer.name || !takesPart()) continue
        const body = peer.body.safeParse(one.body)
        if (!body.success) continue
        if (one.from === me) hearMine(body.data, one.at)
        else hearOther(body.data, one.at)
      }
    },
  }
}
