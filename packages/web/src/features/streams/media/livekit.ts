import type { HearingLiveKit, LiveKitRoom } from '@stoa/client/streaming'
import { type LocalTrackPublication, type RemoteTrack, Room, RoomEvent, Track } from 'livekit-client'

type Kind = 'audio' | 'video'

/** A room of LiveKit's own client. Whoever watches takes everything that is published. */
export function createLiveKitRoom(hear: HearingLiveKit<MediaStreamTrack>): LiveKitRoom<MediaStreamTrack> {
  // One quality for each publisher, whoever carries it.
  const room = new Room({ adaptiveStream: false, dynacast: false })
  const sent = new Map<Kind, LocalTrackPublication>()
  const came = new Map<string, Map<Kind, RemoteTrack>>()

  room.on(RoomEvent.TrackSubscribed, (track, _publication, { identity }) => {
    const kind = kindOf(track)
    const held = came.get(identity) ?? new Map<Kind, RemoteTrack>()
    came.set(identity, held.set(kind, track))
    hear.track(identity, kind, track.mediaStreamTrack)
  })
  room.on(RoomEvent.TrackUnsubscribed, (track, _publication, { identity }) => {
    const kind = kindOf(track)
    came.get(identity)?.delete(kind)
    hear.track(identity, kind, undefined)
  })
  room.on(RoomEvent.Disconnected, () => hear.closed())

  return {
    connect: (url, token) => room.connect(url, token),
    async send(kind, track) {
      const before = sent.get(kind)?.track
      if (track === null) {
        sent.delete(kind)
        if (before !== undefined) await room.localParticipant.unpublishTrack(before, false)
      } else if (before !== undefined) await before.replaceTrack(track, true)
      else {
        const source = kind === 'audio' ? Track.Source.Microphone : Track.Source.Camera
        const options = { source, simulcast: false, stopMicTrackOnMute: false }
        sent.set(kind, await room.localParticipant.publishTrack(track, options))
      }
    },
    stats: async (publisher) =>
      publisher === undefined
        ? await sent.get('video')?.track?.getRTCStatsReport()
        : await came.get(publisher)?.get('video')?.getRTCStatsReport(),
    // The tracks are not LiveKit's to stop.
    close: () => room.disconnect(false),
  }
}

function kindOf({ kind }: RemoteTrack): Kind {
  return kind === Track.Kind.Audio ? 'audio' : 'video'
}
