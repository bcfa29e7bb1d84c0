import type {
  Candidate,
  Description,
  Kind,
  Peer,
  PeerConfiguration,
  PeerEvent,
  Transceiver,
} from './connection.ts'
import { candidatesIn } from './negotiation.ts'

/** A track of a test. */
export interface FakeTrack {
  readonly kind: Kind
  readonly from: string
}

/** Where the connections of a test find each other. */
export interface FakeNetwork {
  /** A page's way to make connections. */
  peer(name: string): Peer<FakeTrack>
  /** Every path there is breaks, as when a device changes its network. */
  cut(): void
  readonly connections: readonly FakeConnection[]
}

export function fakeNetwork(): FakeNetwork {
  const connections: FakeConnection[] = []
  return {
    connections,
    peer: (name) => ({
      create(configuration) {
        const connection = new FakeConnection(name, configuration, connections)
        connections.push(connection)
        return connection
      },
      kindOf: (track) => track.kind,
    }),
    cut() {
      for (const connection of connections) connection.cut()
    },
  }
}

interface Side {
  readonly description: Description
  readonly ufrag: string
}

let fragments = 0

/**
 * An RTCPeerConnection as far as signalling shows: states, rollback, `negotiationneeded`, gathering, and connecting once both sides have
 * each other's newest credentials and a candidate got across. What the browser would refuse, it refuses.
 */
export class FakeConnection {
  signalingState = 'stable'
  connectionState = 'new'
  iceGatheringState = 'new'
  iceServers: PeerConfiguration['iceServers']
  readonly transceivers: (Transceiver<FakeTrack> & { readonly given: { track: FakeTrack | null } })[] = []
  #listeners = new Map<string, ((event: PeerEvent<FakeTrack>) => void)[]>()
  #name: string
  #all: readonly FakeConnection[]
  #local: Side | null = null
  #remote: Side | null = null
  #before: Side | null = null
  #known = new Set<string>()
  #broken = new Set<string>()
  #needed = false
  #restart = false
  #sections = 0

  constructor(name: string, { iceServers }: PeerConfiguration, all: readonly FakeConnection[]) {
    this.#name = name
    this.#all = all
    this.iceServers = iceServers
  }

  get localDescription(): Description | null {
    return this.#local?.description ?? null
  }

  get remoteDescription(): Description | null {
    return this.#remote?.description ?? null
  }

  addEventListener(type: string, listener: (event: PeerEvent<FakeTrack>) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }

  addTransceiver(kind: string): Transceiver<FakeTrack> {
    const transceiver = this.#transceiver(kind === 'audio' ? 'audio' : 'video')
    this.#need()
    return transceiver
  }

  getTransceivers() {
    return this.transceivers
  }

  async setLocalDescription(): Promise<void> {
    this.#alive()
    const isAnswer = this.signalingState === 'have-remote-offer'
    if (this.signalingState === 'have-local-offer') throw new Error('InvalidStateError: an offer is out')
    const renewed = isAnswer ? this.#remoteRenewed() : this.#restart || this.#local === null
    const ufrag = renewed ? `u${++fragments}` : (this.#local?.ufrag ?? 'none')
    this.#before = this.#local
    const answers = isAnswer ? `a=answers:${this.#remote?.ufrag}\r\n` : ''
    const sections = Math.max(this.transceivers.length, this.#sections)
    const sdp = `v=0\r\n${answers}a=ice-ufrag:${ufrag}\r\n${'m=x\r\na=mid:0\r\n'.repeat(Math.max(1, sections))}`
    this.#local = { description: { type: isAnswer ? 'answer' : 'offer', sdp }, ufrag }
    this.signalingState = isAnswer ? 'stable' : 'have-local-offer'
    if (!isAnswer) this.#needed = false
    else if (this.#restart && renewed) this.#restart = false
    if (renewed) setImmediate(() => this.#gather(ufrag))
    if (isAnswer) this.#stable()
    this.#check()
  }

  async setRemoteDescription(description: Description): Promise<void> {
    this.#alive()
    const ufrag = fragmentOf(description)
    if (description.type === 'offer') {
      if (this.signalingState === 'have-local-offer') {
        // Taken back: what it was to bring is still needed.
        this.#local = this.#before
        this.#needed = true
      }
      this.#sections = description.sdp.split('m=x').length - 1
      for (let at = this.transceivers.length; at < this.#sections; at += 1)
        this.#transceiver(at === 0 ? 'audio' : 'video')
      this.signalingState = 'have-remote-offer'
    } else {
      if (this.signalingState !== 'have-local-offer') throw new Error('InvalidStateError: no offer is out')
      const answered = /a=answers:(\w+)/.exec(description.sdp)?.[1]
      if (answered !== this.#local?.ufrag) throw new Error('An answer to another offer')
      this.signalingState = 'stable'
      this.#restart = false
    }
    if (this.#remote?.ufrag !== ufrag) this.#known.clear()
    this.#remote = { description, ufrag }
    for (const candidate of candidatesIn(description.sdp)) this.#known.add(candidate.candidate)
    if (description.type === 'answer') this.#stable()
    this.#check()
  }

  async addIceCandidate(candidate: Candidate): Promise<void> {
    this.#alive()
    if (this.#remote === null) throw new Error('InvalidStateError: no remote description')
    if (candidate.usernameFragment !== this.#remote.ufrag) throw new Error('OperationError: unknown ufrag')
    this.#known.add(candidate.candidate)
    this.#check()
  }

  setConfiguration({ iceServers }: PeerConfiguration): void {
    this.#alive()
    this.iceServers = iceServers
  }

  restartIce(): void {
    this.#alive()
    if (this.#local === null) return
    this.#restart = true
    this.#need()
  }

  async getStats() {
    return new Map()
  }

  close(): void {
    this.signalingState = 'closed'
    this.connectionState = 'closed'
    this.#listeners.clear()
    for (const other of this.#all) if (other.#remote?.ufrag === this.#local?.ufrag) other.cut()
  }

  cut(): void {
    if (this.#local !== null) this.#broken.add(this.#local.ufrag)
    if (this.connectionState !== 'connected') return
    this.#becomes('disconnected')
  }

  #transceiver(kind: Kind) {
    const given: { track: FakeTrack | null } = { track: null }
    const transceiver = {
      direction: 'sendrecv' as const,
      given,
      sender: {
        replaceTrack: async (track: FakeTrack | null) => {
          given.track = track
        },
      },
      receiver: { track: { kind, from: 'afar' } },
    }
    this.transceivers.push(transceiver)
    return transceiver
  }

  #alive(): void {
    if (this.signalingState === 'closed') throw new Error('InvalidStateError: closed')
  }

  #need(): void {
    this.#needed = true
    if (this.signalingState === 'stable') this.#stable()
  }

  #stable(): void {
    setImmediate(() => {
      if (this.#needed && this.signalingState === 'stable') this.#tell({ type: 'negotiationneeded' })
    })
  }

  /** Does the offer held come with other credentials than those answered before? */
  #remoteRenewed(): boolean {
    return this.#local === null || this.#local.ufrag !== this.#pairedWith
      ? true
      : this.#remote?.ufrag !== this.#answered
  }

  #pairedWith: string | undefined
  #answered: string | undefined

  #gather(ufrag: string): void {
    if (this.#local?.ufrag !== ufrag || this.signalingState === 'closed') return
    for (const port of [1, 2]) {
      const candidate = `candidate:${ufrag} ${port}`
      this.#local = withCandidate(this.#local, candidate)
      this.#tell({
        type: 'icecandidate',
        candidate: { candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: ufrag },
      })
    }
    this.iceGatheringState = 'complete'
    this.#tell({ type: 'icecandidate', candidate: null })
    this.#tell({ type: 'icegatheringstatechange' })
  }

  #check(): void {
    const [local, remote] = [this.#local, this.#remote]
    if (this.signalingState !== 'stable' || local === null || remote === null) return
    this.#pairedWith = local.ufrag
    this.#answered = remote.ufrag
    const other = this.#all.find(
      (one) => one.#local?.ufrag === remote.ufrag && one.signalingState === 'stable',
    )
    if (other === undefined || other.#remote?.ufrag !== local.ufrag || this.#broken.has(local.ufrag)) return
    if (other.#broken.has(remote.ufrag) || this.#known.size + other.#known.size === 0) return
    for (const one of [this, other]) {
      if (one.connectionState === 'connected') continue
      one.#becomes('connected')
      for (const { receiver } of one.transceivers) one.#tell({ type: 'track', track: receiver.track })
    }
  }

  #becomes(state: string): void {
    this.connectionState = state
    setImmediate(() => {
      if (this.connectionState === state) this.#tell({ type: 'connectionstatechange' })
    })
  }

  #tell(event: PeerEvent<FakeTrack>): void {
    for (const listener of this.#listeners.get(event.type) ?? []) listener(event)
  }

  /** For what a test shows when it fails. */
  toString(): string {
    return `${this.#name}: ${this.signalingState}, ${this.connectionState}`
  }
}

function withCandidate({ ufrag, description: { type, sdp } }: Side, candidate: string): Side {
  return { ufrag, description: { type, sdp: `${sdp}a=${candidate}\r\n` } }
}

function fragmentOf({ sdp }: Description): string {
  return /a=ice-ufrag:(\w+)/.exec(sdp)?.[1] ?? 'none'
}
