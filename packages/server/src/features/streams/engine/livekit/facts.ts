import { type ParticipantInfo, type TrackInfo, TrackType } from 'livekit-server-sdk'
import type { MediaFacts } from '../engine.ts'

/** What somebody publishes, or null while it is nothing. Muted is published: it may go on at any moment. */
export function factsOf({ tracks }: Pick<ParticipantInfo, 'tracks'>): MediaFacts | null {
  const media = tracks.filter(({ type }) => type === TrackType.AUDIO || type === TrackType.VIDEO)
  if (media.length === 0) return null
  const picture = media.find(({ type }) => type === TrackType.VIDEO)
  return {
    codecs: [...new Set(media.flatMap(codecsOf))],
    // A WHIP client's picture is measured by LiveKit later than it is published.
    ...(picture === undefined || picture.width === 0 ? {} : { width: picture.width, height: picture.height }),
  }
}

/** As `VP8`, of `video/VP8`. */
function codecsOf({ mimeType, codecs }: TrackInfo): string[] {
  const types = mimeType === '' ? codecs.map((codec) => codec.mimeType) : [mimeType]
  return types.flatMap((type) => type.split('/')[1] ?? [])
}
