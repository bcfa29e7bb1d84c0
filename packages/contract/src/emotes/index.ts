export {
  EmoteSettings,
  emoteRoutes,
  getAllowedEmotes,
  getInterval,
  getThreshold,
  listEmoteCounts,
  listMoments,
  setAllowedEmotes,
  setInterval,
  setThreshold,
} from './routes.ts'
export {
  defaultEmotes,
  Emote,
  EmoteEvent,
  emoteEntryTypes,
  emoteSent,
  emoteSignalTypes,
  emoteTally,
  Moment,
  momentFound,
  momentGrown,
} from './types.ts'
