import { Fault, type Route } from '@stoa/contract/http'
import { endMedia, whep, whip } from '@stoa/contract/streams'
import type { Answer, Client } from '../api.ts'
import type { Description, Kind, PeerStats } from '../calling/index.ts'
import type { Codec, MediaConnection, MediaPeer, MediaTransceiver } from './connection.ts'

/** A track of a test. */
export interface FakeTrack {
  readonly kind: Kind
  readonly from: string
}

/** A media server and the pages around it, as far as WHIP and WHEP show: it answers offers, carries packets, dies and comes back. */
export interface FakeMedia {
  /** What a page's transport asks. */
  readonly client: Pick<Client, 'call' | 'negotiate'>
  page(sends?: readonly Codec[]): MediaPeer<FakeTrack>
  /** Packets of media, or reports, reach every connection that is still known. */
  carry(packets?: number): void
  /** Everything it knew is gone without a word. */
  die(): void
  /** What asking it gives from now on, in place of an answer. */
  refuse(fault: Fault | undefined): void
  /** Answers nobody until what this gives is called. */
  hold(): () => void
  readonly connections: readonly FakeMediaConnection[]
  readonly open: ReadonlyMap<string, FakeMediaConnection>
}

export function fakeMedia(): FakeMedia {
  const connections: FakeMediaConnection[] = []
  const open = new Map<string, FakeMediaConnection>()
  let refusal: Fault | undefined
  let held: Promise<void> = Promise.resolve()
  let sessions = 0

  async function negotiate(route: Route, body: unknown): Promise<Answer> {
    if (route !== whip && route !== whep) throw new Error(`${route.path} does not negotiate`)
    await held
    if (refusal !== undefined) throw refusal
    if (!(body instanceof Blob)) throw new Error('An offer is a blob')
    const offer = await body.text()
    const connection = connections.find(({ localDescription }) => localDescription?.sdp === offer)
    if (connection === undefined) throw new Error('Nobody made this offer')
    if (route === whip && [...open.values()].some(({ sends }) => sends))
      throw new Fault('CONFLICT', undefined, { details: { retryAfter: 2000 } })
    sessions += 1
    open.set(`session-${sessions}`, connection)
    return { text: `answer ${offer}`, location: `/api/v1/media/session-${sessions}`, etag: '"1"' }
  }

  // Each route's own reply, by hand: what a client's types promise is kept here.
  const call = async (route: Route, request?: { params?: { session?: string } }): Promise<unknown> => {
    if (route !== endMedia) return { iceServers: [] }
    const session = request?.params?.session ?? ''
    if (!open.delete(session)) throw new Fault('NOT_FOUND')
    return undefined
  }

  return {
    client: {
      call: call as Client['call'],
      negotiate: (route: Route, ...request) => negotiate(route, request[0]?.body),
    },
    page: (sends = []) => ({
      create() {
        const connection = new FakeMediaConnection(connections.length)
        connections.push(connection)
        return connection
      },
      kindOf: (track) => track.kind,
      sends: (kind) => (kind === 'video' ? sends : []),
    }),
    carry(packets = 10) {
      for (const connection of open.values()) connection.packets += packets
    },
    die: () => open.clear(),
    refuse(fault) {
      refusal = fault
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    connections,
    open,
  }
}

type Listener = (event: { readonly track?: FakeTrack }) => void

/** An RTCPeerConnection as far as these transports use it. */
export class FakeMediaConnection implements MediaConnection<FakeTrack> {
  connectionState = 'new'
  iceGatheringState = 'new'
  localDescription: Description | null = null
  packets = 0
  readonly transceivers: { kind: Kind; direction: string; track: FakeTrack | null; codecs: Codec[] }[] = []
  #listeners = new Map<string, Listener[]>()
  #number: number

  constructor(number: number) {
    this.#number = number
  }

  get sends(): boolean {
    return this.transceivers.some(({ direction }) => direction === 'sendonly')
  }

  addTransceiver(kind: string, { direction }: { direction: string }): MediaTransceiver<FakeTrack> {
    const one: (typeof this.transceivers)[number] = {
      kind: kind === 'audio' ? 'audio' : 'video',
      direction,
      track: null,
      codecs: [],
    }
    this.transceivers.push(one)
    return {
      sender: {
        replaceTrack: async (track) => {
          one.track = track
        },
      },
      setCodecPreferences(codecs) {
        one.codecs = codecs
      },
    }
  }

  async setLocalDescription(): Promise<void> {
    this.localDescription = { type: 'offer', sdp: `offer ${this.#number}` }
    setImmediate(() => {
      this.iceGatheringState = 'complete'
      this.#tell('icegatheringstatechange', {})
    })
  }

  async setRemoteDescription({ sdp }: Description): Promise<void> {
    if (sdp !== `answer offer ${this.#number}`) throw new Error('The answer to something else')
    for (const { kind, direction } of this.transceivers)
      if (direction === 'recvonly') this.#tell('track', { track: { kind, from: `line ${this.#number}` } })
    setImmediate(() => {
      if (this.connectionState === 'closed') return
      this.connectionState = 'connected'
      this.#tell('connectionstatechange', {})
    })
  }

  async getStats(): Promise<PeerStats> {
    const stats = this.sends
      ? { type: 'transport', packetsReceived: this.packets }
      : { type: 'inbound-rtp', kind: 'video', packetsReceived: this.packets }
    return new Map([['one', stats]])
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }

  close(): void {
    this.connectionState = 'closed'
  }

  #tell(type: string, event: { readonly track?: FakeTrack }): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event)
  }
}
