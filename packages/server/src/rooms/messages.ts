import type { DeviceId, RoomId, UserId } from '@stoa/contract/http'
import type { Entry, Mark, Notice, Signal } from '@stoa/contract/rooms'

/** What nodes tell each other about a room. */
export type RoomMessage =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'joined'; readonly user: UserId }
  | { readonly kind: 'left'; readonly user: UserId }

/** What nodes tell each other about a user's connections. */
export type UserMessage =
  | { readonly kind: 'heads'; readonly heads: Readonly<Record<RoomId, number>> }
  | { readonly kind: 'disconnect'; readonly device: DeviceId | null; readonly notice: Notice }

export function roomTopic(room: RoomId): string {
  return `room:${room}`
}

export function userTopic(user: UserId): string {
  return `user:${user}`
}
