import type { MediaPeer } from '@stoa/client/streaming'

/** The browser's own connections. */
export const browserPeer: MediaPeer<MediaStreamTrack> = {
  create: (configuration) => new RTCPeerConnection(configuration),
  kindOf: (track) => (track.kind === 'audio' ? 'audio' : 'video'),
  sends: (kind) => RTCRtpSender.getCapabilities(kind)?.codecs ?? [],
}
