export type {
  CodecNames,
  Departure,
  MediaEvent,
  RecordingState,
  StreamStats,
} from './events.ts'
export type { PatchRequest } from './forward/trickle.ts'
export type { Done, Opened, Refusal, Refused } from './outcome.ts'
export {
  type MediaLog,
  type MediaServer,
  type MediaServerOptions,
  type ServerEvent,
  startMediaServer,
} from './process/server.ts'
export { hasFfmpeg } from './record/ffmpeg.ts'
export { assemblePlaylist, positionOf, type Recording } from './record/playlist.ts'
export type { OfferRequest } from './sfu.ts'
