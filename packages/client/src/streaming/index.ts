export type { Codec, MediaConnection, MediaPeer, MediaTransceiver } from './connection.ts'
export type { MinuteCounts } from './counts.ts'
export { createEmotes, type Emotes } from './emotes.ts'
export {
  type FollowedStream,
  type FollowOptions,
  followStream,
  type StreamFacts,
  type Tally,
} from './follow-stream.ts'
export {
  createLiveKitTransport,
  type HearingLiveKit,
  type LiveKitOptions,
  type LiveKitRoom,
  type MakeLiveKitRoom,
} from './livekit.ts'
export {
  type Publishing,
  type PublishOptions,
  type PublishState,
  type PublishStatus,
  publish,
} from './publish.ts'
export { countOf, type MediaCount, type MediaQuality, qualityOf } from './stats.ts'
export type { HearingLine, Line, Transport } from './transport.ts'
export type { LiveMoment } from './view.ts'
export { type Watching, type WatchOptions, type WatchState, type WatchStatus, watch } from './watch.ts'
export { createWhipTransport, type WhipOptions } from './whip.ts'
