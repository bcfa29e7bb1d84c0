import {
  blockUser,
  changeProfile,
  getMe,
  getUser,
  listSecurityEvents,
  removePicture,
  searchUsers,
  setPicture,
  setRole,
  unblockUser,
} from '@stoa/contract/accounts'
import { Fault, type UserId } from '@stoa/contract/http'
import { type BoundRoute, bind } from '../../platform/http/handler.ts'
import { readSecurityEvents } from './audit/log.ts'
import { setBlock } from './blocks/blocks.ts'
import { searchDirectory } from './directory/search.ts'
import { changeOwnPicture, changeOwnProfile } from './me/change.ts'
import type { Needs } from './needs.ts'
import { readProfiles, toMe } from './profile.ts'
import { changeRole } from './roles/role.ts'
import { oneLine } from './text.ts'
import { readUser } from './users.ts'

/** Oneself. */
export function ownRoutes(needs: Needs): readonly BoundRoute[] {
  const { database, rooms } = needs
  const { db } = database
  return [
    bind(getMe, async ({ caller }) => {
      const user = await readUser(db, caller.user)
      if (user === null) throw new Fault('SESSION_ENDED')
      return toMe(db, rooms, user)
    }),
    bind(changeProfile, async ({ caller, body }) =>
      toMe(db, rooms, await changeOwnProfile(needs, { user: caller.user, fields: body })),
    ),
    bind(setPicture, async ({ caller, body }) =>
      toMe(db, rooms, await changeOwnPicture(needs, { user: caller.user, bytes: body })),
    ),
    bind(removePicture, async ({ caller }) =>
      toMe(db, rooms, await changeOwnPicture(needs, { user: caller.user, bytes: null })),
    ),
    bind(blockUser, async ({ caller, params }) => {
      await setBlock(needs, { by: caller.user, user: params.user, blocked: true })
      return undefined
    }),
    bind(unblockUser, async ({ caller, params }) => {
      await setBlock(needs, { by: caller.user, user: params.user, blocked: false })
      return undefined
    }),
  ]
}

/** Others. */
export function peopleRoutes(needs: Needs): readonly BoundRoute[] {
  const { database, rooms } = needs
  const { db } = database
  async function profileFor(user: UserId, viewer: UserId) {
    const profile = (await readProfiles(db, rooms, { ids: [user], viewer })).get(user)
    if (profile === undefined) throw new Fault('NOT_FOUND')
    return profile
  }
  return [
    bind(searchUsers, ({ caller, query }) => searchDirectory(db, rooms, { ...query, viewer: caller })),
    bind(getUser, ({ caller, params }) => profileFor(params.user, caller.user)),
    bind(setRole, async ({ caller, params, body, origin }) => {
      const { address } = origin
      await changeRole(needs, { by: caller.user, user: params.user, role: body.role, address })
      return profileFor(params.user, caller.user)
    }),
    bind(listSecurityEvents, async ({ query }) => {
      const { kind } = query
      const filter = kind === undefined ? query : { ...query, kind: oneLine(kind) }
      return { events: await readSecurityEvents(db, filter) }
    }),
  ]
}
