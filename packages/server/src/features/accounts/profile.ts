import type { Me, Profile } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import { readBlocked, readBlocksBetween } from './blocks/store.ts'
import { identiconPath } from './pictures/paths.ts'
import { readUsers, type User } from './users.ts'

type LastSeen = Pick<Rooms, 'lastSeen'>

/** These accounts as others see them, in the order given; last seen is hidden where a block lies between (M5). */
export async function toProfiles(
  db: Db,
  rooms: LastSeen,
  shown: { readonly users: readonly User[]; readonly viewer: UserId | null },
): Promise<Profile[]> {
  const { users, viewer } = shown
  if (users.length === 0) return []
  const ids = users.map((user) => user.id)
  const lastSeen = await rooms.lastSeen(db, ids)
  const hidden = viewer === null ? new Set<UserId>() : await readBlocksBetween(db, viewer, ids)
  return users.map((user) => toProfile(user, hidden.has(user.id) ? null : (lastSeen.get(user.id) ?? null)))
}

/** Profiles by id; those of nobody are left out. */
export async function readProfiles(
  db: Db,
  rooms: LastSeen,
  wanted: { readonly ids: readonly UserId[]; readonly viewer: UserId | null },
): Promise<Map<UserId, Profile>> {
  const users = wanted.ids.length === 0 ? [] : await readUsers(db, wanted.ids)
  const profiles = await toProfiles(db, rooms, { users, viewer: wanted.viewer })
  return new Map(profiles.map((profile) => [profile.id, profile]))
}

/** An account as its owner sees it. */
export async function toMe(db: Db, rooms: LastSeen, user: User): Promise<Me> {
  const { email, timeZone, language, birthDate, demo, createdAt } = user
  const lastSeen = await rooms.lastSeen(db, [user.id])
  const blocked = await readBlocked(db, user.id)
  const profile = toProfile(user, lastSeen.get(user.id) ?? null)
  return { ...profile, email, timeZone, language, birthDate, demo, createdAt, blocked }
}

function toProfile(user: User, lastSeen: number | null): Profile {
  const { id, name, about, role } = user
  return { id, name, about, role, picture: user.picture ?? identiconPath(id), lastSeen }
}
