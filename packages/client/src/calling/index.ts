export type {
  Candidate,
  Description,
  Kind,
  Peer,
  PeerConfiguration,
  PeerConnection,
  PeerEvent,
  PeerStats,
  Transceiver,
} from './connection.ts'
export type { Link, LinkState, LinkStatus } from './link.ts'
export { type CallOptions, type LiveCall, type MediaUse, type OpenCall, openCall } from './open-call.ts'
export { chargeOf, isFinal, isOver, minutesFor } from './view.ts'
export { type CallsNow, type WatchedCalls, type WatchOptions, watchCalls } from './watch-calls.ts'
