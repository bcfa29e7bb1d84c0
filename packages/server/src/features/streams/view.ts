import { recordingFile, type Stream, type StreamMetadata, streamThumbnail } from '@stoa/contract/streams'
import type { MediaEngine, MediaFacts } from './engine/engine.ts'
import type { CountedStream } from './store.ts'
import type { StoredStream } from './stream.ts'

/** The most fields a reply may have. */
const mostFields = 30
/** Seconds for which a thumbnail is the same: its address then changes, so that pages need not ask in vain. */
export const thumbnailSeconds = 30

export function toView(
  stream: CountedStream,
  { engine, now }: { readonly engine: MediaEngine['kind']; readonly now: number },
): Stream {
  const { id, host, cohosts, title, description, status, publishers, viewers } = stream
  const { scheduledFor, startedAt, endedAt, createdAt } = stream
  return {
    ...{ id, host, cohosts: [...cohosts], title, description, status, publishers: [...publishers], viewers },
    ...{ scheduledFor, startedAt, endedAt, createdAt, engine },
    peak: Math.max(stream.peak, viewers),
    metadata: fieldsOf(stream),
    thumbnail: thumbnailOf(stream, now),
    recording: recordingOf(stream),
  }
}

/** What the host says comes first; what the engine knows fills what is left. */
function fieldsOf({ metadata, facts }: Pick<StoredStream, 'metadata' | 'facts'>): StreamMetadata {
  const known = Object.entries(facts).filter(([name]) => !(name in metadata))
  return Object.fromEntries([...Object.entries(metadata), ...known].slice(0, mostFields))
}

function thumbnailOf({ id, status, parts }: StoredStream, now: number): string | null {
  if (parts.length === 0) return null
  const path = streamThumbnail.path.replace(':stream', id)
  return status === 'live' ? `${path}?at=${Math.floor(now / 1000 / thumbnailSeconds)}` : path
}

function recordingOf({ id, recording, parts }: StoredStream): Stream['recording'] {
  if (recording === null) return null
  const url = recordingFile.path.replace(':stream', id).replace('*', 'index.m3u8')
  return {
    status: recording,
    url: parts.length === 0 ? null : url,
    seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
    parts: parts.map((part) => ({ ...part })),
  }
}

const soundCodecs: ReadonlySet<string> = new Set(['OPUS', 'AAC', 'G722', 'PCMU', 'PCMA', 'RED'])

/** What an engine knows, as fields that streams are found by. Codecs are in capitals, as `VP8`. */
export function factsToFields({ codecs, width, height, bitrate }: MediaFacts): StreamMetadata {
  const names = codecs.map((codec) => codec.toUpperCase().replace(/^(VIDEO|AUDIO)\//, ''))
  const codec = names.find((name) => !soundCodecs.has(name))
  const audioCodec = names.find((name) => soundCodecs.has(name))
  return {
    ...(codec === undefined ? {} : { codec }),
    ...(audioCodec === undefined ? {} : { audioCodec }),
    ...(width === undefined || height === undefined
      ? {}
      : { width, height, resolution: `${width}x${height}` }),
    ...(bitrate === undefined ? {} : { bitrate: Math.round(bitrate) }),
  }
}
