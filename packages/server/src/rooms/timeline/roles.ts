import type { RoomId, UserId } from '@stoa/contract/http'
import type { MemberRole } from '@stoa/contract/rooms'

/**
 * Members' roles as they were at a version of their room's members. Exact, not a guess: the version is read under the
 * room's lock, and every change of members makes a new one.
 */
export interface RoleMemory {
  recall(room: RoomId, version: number, user: UserId): MemberRole | undefined
  remember(room: RoomId, version: number, user: UserId, role: MemberRole): void
}

/** Roles kept at most; past that all are forgotten and read again as needed. */
const capacity = 200_000

/** Strangers are never remembered, so that asking for what one may not see costs this node no memory. */
export function createRoleMemory(): RoleMemory {
  const rooms = new Map<RoomId, { readonly version: number; readonly roles: Map<UserId, MemberRole> }>()
  let size = 0
  return {
    recall(room, version, user) {
      const known = rooms.get(room)
      return known?.version === version ? known.roles.get(user) : undefined
    },
    remember(room, version, user, role) {
      if (size >= capacity) {
        rooms.clear()
        size = 0
      }
      let known = rooms.get(room)
      if (known === undefined || known.version !== version) {
        size -= known?.roles.size ?? 0
        known = { version, roles: new Map() }
        rooms.set(room, known)
      }
      if (!known.roles.has(user)) size += 1
      known.roles.set(user, role)
    },
  }
}
