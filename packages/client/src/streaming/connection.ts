import type { Description, Kind, PeerConfiguration, PeerStats } from '../calling/index.ts'

/** A codec as the browser tells it. */
export interface Codec {
  readonly mimeType: string
  readonly sdpFmtpLine?: string
}

/** What is used of the browser's RTCPeerConnection, so that tests and other runtimes can bring their own. */
export interface MediaConnection<Track> {
  readonly connectionState: string
  readonly iceGatheringState: string
  readonly localDescription: Description | null
  addTransceiver(kind: string, init: { direction: 'sendonly' | 'recvonly' }): MediaTransceiver<Track>
  setLocalDescription(): Promise<void>
  setRemoteDescription(description: Description): Promise<void>
  getStats(): Promise<PeerStats>
  addEventListener(type: string, listener: (event: { readonly track?: Track }) => void): void
  close(): void
}

export interface MediaTransceiver<Track> {
  readonly sender: { replaceTrack(track: Track | null): Promise<void> }
  setCodecPreferences(codecs: Codec[]): void
}

/** How media connections are made on this page. */
export interface MediaPeer<Track> {
  create(configuration: PeerConfiguration): MediaConnection<Track>
  kindOf(track: Track): Kind
  /** What it can send of a kind, in its own order; empty where it does not say. */
  sends(kind: Kind): readonly Codec[]
}
