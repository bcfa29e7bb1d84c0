export {
  endMedia,
  liveKitWebhook,
  mediaTicket,
  patchMedia,
  recordingFile,
  streamThumbnail,
  whep,
  whip,
} from './media-routes.ts'
export { instantAt, positionOf } from './position.ts'
export {
  changeStream,
  createStream,
  deleteStream,
  endStream,
  getStream,
  inviteCohost,
  joinStream,
  leaveStream,
  listStreams,
  listWatchers,
  newStreamKey,
  Recording,
  removeCohost,
  Stream,
  StreamMetadata,
  streamRoutes,
} from './routes.ts'
export { StreamStatus, streamChanged, streamEntryTypes } from './types.ts'
