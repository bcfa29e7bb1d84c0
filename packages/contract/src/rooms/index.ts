export {
  Cursor,
  Entry,
  type EntryType,
  entryType,
  Seq,
  Signal,
  type SignalType,
  signalType,
} from './entry.ts'
export { Mark, Member, MemberRole, Room, RoomKind, RoomName } from './room.ts'
export { getRoom, listEntries, listMembers, listRooms, roomRoutes, sendEntry } from './routes.ts'
export {
  type EventBody,
  type EventName,
  events,
  largestPacket,
  Notice,
  Presence,
  replayLimit,
  Sent,
  Subscribed,
  type Verb,
  type VerbReply,
  type VerbRequest,
  verbs,
} from './socket.ts'
export {
  memberJoined,
  memberLeft,
  memberRoleChanged,
  roomChanged,
  roomCreated,
  roomEntryTypes,
} from './types.ts'
