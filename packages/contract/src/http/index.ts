export { emojiPattern, isEmoji } from './emoji.ts'
export { Fault, FaultBody, type FaultCode, faults, isFaultBody } from './fault.ts'
export { ClientId, DeviceId, Instant, RoomId, UserId, Uuid } from './ids.ts'
export { lazily } from './lazily.ts'
export {
  type Access,
  type Bytes,
  isBytes,
  type Method,
  type Route,
  type RouteBody,
  type RouteCall,
  type RouteParams,
  type RouteQuery,
  type RouteReply,
  type RouteResult,
  route,
} from './route.ts'
export { isPlain, isStorable, isVisible, keepsDirection, Text } from './text.ts'
export { daysIn, TimeZone } from './time-zone.ts'
