/** What is used of the browser's RTCPeerConnection, so that tests and other runtimes can bring their own. */
export interface PeerConnection<Track> {
  readonly signalingState: string
  readonly connectionState: string
  readonly iceGatheringState: string
  readonly localDescription: Description | null
  readonly remoteDescription: Description | null
  setLocalDescription(): Promise<void>
  setRemoteDescription(description: Description): Promise<void>
  addIceCandidate(candidate: Candidate): Promise<void>
  addTransceiver(kind: string, init: { direction: 'sendrecv' }): Transceiver<Track>
  getTransceivers(): readonly Transceiver<Track>[]
  setConfiguration(configuration: PeerConfiguration): void
  restartIce(): void
  getStats(): Promise<PeerStats>
  addEventListener(type: string, listener: (event: PeerEvent<Track>) => void): void
  close(): void
}

export type Kind = 'audio' | 'video'

export interface Description {
  readonly type: 'offer' | 'answer' | 'pranswer' | 'rollback'
  readonly sdp: string
}

export interface Candidate {
  readonly candidate: string
  readonly sdpMid: string | null
  readonly sdpMLineIndex: number | null
  readonly usernameFragment: string | null
}

export interface Transceiver<Track> {
  direction: 'inactive' | 'recvonly' | 'sendonly' | 'sendrecv' | 'stopped'
  readonly sender: { replaceTrack(track: Track | null): Promise<void> }
  readonly receiver: { readonly track: Track }
}

export interface PeerConfiguration {
  iceServers: { urls: string[]; username?: string; credential?: string }[]
}

export interface PeerStats {
  forEach(look: (one: unknown) => void): void
}

/** `candidate` comes with `icecandidate`, `track` with `track`. */
export interface PeerEvent<Track> {
  readonly type: string
  readonly candidate?: Candidate | null
  readonly track?: Track
}

/** How a connection is made on this page. */
export interface Peer<Track> {
  create(configuration: PeerConfiguration): PeerConnection<Track>
  kindOf(track: Track): Kind
}
