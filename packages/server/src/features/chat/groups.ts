import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { MemberRole } from '@stoa/contract/rooms'
import type { Db } from '../../platform/database/database.ts'
import type { Membership } from '../../rooms/index.ts'
import type { ChatNeeds } from './needs.ts'
import { addressable } from './people.ts'
import { lockRoom } from './store.ts'

type GroupNeeds = Pick<ChatNeeds, 'database' | 'rooms' | 'accounts' | 'log'>
interface Asked {
  readonly by: UserId
  readonly room: RoomId
}

/** The most members a group may have. */
const maxMembers = 1_000

/** Faults: NOT_FOUND for somebody who is not there, BLOCKED, BAD_REQUEST past {@link maxMembers}. */
export async function makeGroup(
  { database, rooms, accounts }: GroupNeeds,
  { by, name, members }: { readonly by: UserId; readonly name: string; readonly members: readonly UserId[] },
): Promise<RoomId> {
  const others = [...new Set(members)].filter((user) => user !== by)
  requireSpace(others.length + 1)
  return await database.transaction(async (tx) => {
    await requireAddable(accounts, tx, by, others)
    const { room } = await rooms.create(tx, {
      kind: 'group',
      name,
      by,
      members: [{ user: by, role: 'owner' }, ...others.map((user) => ({ user, role: 'member' as const }))],
    })
    return room
  })
}

export async function renameGroup(
  { database, rooms }: GroupNeeds,
  { by, room, name }: Asked & { readonly name: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    await lockRoom(tx, room)
    await requireOwner(rooms, tx, { by, room })
    await rooms.change(tx, { room, by, name })
  })
}

/** Faults: NOT_FOUND, NOT_ALLOWED, UNSUPPORTED_TYPE, TOO_LARGE. */
export async function setGroupPicture(
  { database, rooms, accounts, log }: GroupNeeds,
  { by, room, bytes }: Asked & { readonly bytes: Uint8Array },
): Promise<void> {
  // Before the work of encoding, which is not for strangers to cause.
  await requireOwner(rooms, database.db, { by, room })
  const picture = await accounts.storePicture(bytes)
  let committing = false
  try {
    await database.transaction(async (tx) => {
      committing = false
      await lockRoom(tx, room)
      await requireOwner(rooms, tx, { by, room })
      const before = (await rooms.view(tx, room, by)).picture
      await rooms.change(tx, { room, by, picture })
      if (before !== null) await accounts.dropPicture(tx, before)
      committing = true
    })
  } catch (error) {
    // A commit that seems to have failed may have taken place: then this is the group's picture, and has to stay.
    if (!committing)
      await accounts.dropPicture(database.db, picture).catch((err: unknown) => {
        log.warn({ err, picture }, 'a picture that nobody shows could not be removed')
      })
    throw error
  }
}

export async function addToGroup(
  { database, rooms, accounts }: GroupNeeds,
  { by, room, users }: Asked & { readonly users: readonly UserId[] },
): Promise<void> {
  await database.transaction(async (tx) => {
    await lockRoom(tx, room)
    await requireOwner(rooms, tx, { by, room })
    const there = new Set((await rooms.members(tx, room)).map((member) => member.user))
    const added = [...new Set(users)].filter((user) => !there.has(user))
    requireSpace(there.size + added.length)
    await requireAddable(accounts, tx, by, added)
    await rooms.addMembers(tx, { room, by, users: added, role: 'member' })
  })
}

/** Removes somebody, or oneself. A group whose last owner leaves is given to whoever has been there longest. */
export async function removeFromGroup(
  { database, rooms }: GroupNeeds,
  { by, room, user }: Asked & { readonly user: UserId },
): Promise<void> {
  await database.transaction(async (tx) => {
    await lockRoom(tx, room)
    if (by === user) await requireGroup(rooms, tx, { by, room })
    else await requireOwner(rooms, tx, { by, room })
    await rooms.removeMember(tx, { room, by, user })
    // Read while holding the room: two owners who leave at once do not each count on the other.
    const left = await rooms.members(tx, room)
    const [heir] = left
    if (heir === undefined || left.some((member) => member.role === 'owner')) return
    await rooms.setMemberRole(tx, { room, by: null, user: heir.user, role: 'owner' })
  })
}

/** Faults: NOT_FOUND, NOT_ALLOWED, CONFLICT where the group would be left without an owner. */
export async function setGroupRole(
  { database, rooms }: GroupNeeds,
  { by, room, user, role }: Asked & { readonly user: UserId; readonly role: MemberRole },
): Promise<void> {
  await database.transaction(async (tx) => {
    await lockRoom(tx, room)
    await requireOwner(rooms, tx, { by, room })
    const before = (await rooms.members(tx, room)).find((member) => member.user === user)
    if (before === undefined) throw new Fault('NOT_FOUND', 'They are not in this group.')
    if (before.role === role) return
    await rooms.setMemberRole(tx, { room, by, user, role })
    if ((await rooms.members(tx, room)).some((member) => member.role === 'owner')) return
    throw new Fault('CONFLICT', 'A group needs an owner: make somebody else one first.')
  })
}

async function requireGroup(rooms: ChatNeeds['rooms'], db: Db, { by, room }: Asked): Promise<Membership> {
  const membership = await rooms.membership(db, room, by)
  if (membership.kind !== 'group') throw new Fault('NOT_ALLOWED', 'Only a group can be changed.')
  return membership
}

async function requireOwner(rooms: ChatNeeds['rooms'], db: Db, asked: Asked): Promise<void> {
  const { role } = await requireGroup(rooms, db, asked)
  if (role !== 'owner') throw new Fault('NOT_ALLOWED', 'Only owners of the group may do this.')
}

async function requireAddable(
  accounts: ChatNeeds['accounts'],
  db: Db,
  by: UserId,
  users: readonly UserId[],
): Promise<void> {
  if (users.length === 0) return
  const known = await addressable(accounts, db, users)
  const unknown = users.filter((user) => !known.has(user))
  if (unknown.length > 0)
    throw new Fault('NOT_FOUND', 'There is no such person.', { details: { users: unknown } })
  const blocked = await accounts.blockedAmong(db, by, users)
  if (blocked.size > 0)
    throw new Fault('BLOCKED', 'You cannot add this person.', { details: { users: [...blocked] } })
}

function requireSpace(members: number): void {
  if (members > maxMembers)
    throw new Fault('BAD_REQUEST', `A group has at most ${maxMembers} members.`, {
      details: { limit: maxMembers },
    })
}
