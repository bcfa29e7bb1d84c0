import { RoomId, UserId } from '@stoa/contract/http'

/** Told apart from rooms of whatever else uses the same LiveKit. */
const prefix = 'stoa-'

export function roomOf(stream: RoomId): string {
  return `${prefix}${stream}`
}

/** Null for a room that is not ours. */
export function streamOf(room: string): RoomId | null {
  if (!room.startsWith(prefix)) return null
  const id = RoomId.safeParse(room.slice(prefix.length))
  return id.success ? id.data : null
}

/** Who somebody is in a room: a publisher is there once, by their id; a viewer once for each viewing. */
export type Part =
  | { readonly role: 'publisher'; readonly user: UserId }
  | { readonly role: 'viewer'; readonly user: UserId }

export function publisherIdentity(user: UserId): string {
  return user
}

/** `nonce`: anything without a colon, another for each viewing. */
export function viewerIdentity(user: UserId, nonce: string): string {
  return `${user}:${nonce}`
}

/** Null for who is neither, such as an egress. */
export function partOf(identity: string): Part | null {
  const [id, nonce] = identity.split(':')
  const user = UserId.safeParse(id)
  if (!user.success) return null
  return { role: nonce === undefined ? 'publisher' : 'viewer', user: user.data }
}
