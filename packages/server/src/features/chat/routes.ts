import {
  addMembers,
  changeChat,
  createChat,
  getMessage,
  listEdits,
  listMessages,
  removeMember,
  searchMessages as searchRoute,
  setChatPicture,
  setMemberRole,
} from '@stoa/contract/chat'
import type { RouteQuery } from '@stoa/contract/http'
import { type BoundRoute, bind } from '../../platform/http/handler.ts'
import type { Place } from '../../rooms/index.ts'
import { openDirect } from './directs.ts'
import {
  addToGroup,
  makeGroup,
  removeFromGroup,
  renameGroup,
  setGroupPicture,
  setGroupRole,
} from './groups.ts'
import { readEdits, readMessage, readPage } from './messages.ts'
import type { ChatNeeds } from './needs.ts'
import { searchMessages } from './search/search.ts'

export function chatRoutes(needs: Pick<ChatNeeds, 'database' | 'rooms' | 'accounts' | 'log'>): BoundRoute[] {
  const { db } = needs.database
  const { rooms } = needs
  return [
    bind(createChat, async ({ body, caller: { user: by } }) => {
      const room =
        body.kind === 'direct'
          ? await openDirect(needs, { by, user: body.user })
          : await makeGroup(needs, { by, name: body.name, members: body.members })
      return rooms.view(db, room, by)
    }),
    bind(changeChat, async ({ params: { room }, body: { name }, caller: { user: by } }) => {
      await renameGroup(needs, { by, room, name })
      return rooms.view(db, room, by)
    }),
    bind(setChatPicture, async ({ params: { room }, body: bytes, caller: { user: by } }) => {
      await setGroupPicture(needs, { by, room, bytes })
      return rooms.view(db, room, by)
    }),
    bind(addMembers, async ({ params: { room }, body: { users }, caller: { user: by } }) => {
      await addToGroup(needs, { by, room, users })
      return rooms.view(db, room, by)
    }),
    bind(removeMember, async ({ params: { room, user }, caller: { user: by } }) => {
      await removeFromGroup(needs, { by, room, user })
      return undefined
    }),
    bind(setMemberRole, async ({ params: { room, user }, body: { role }, caller: { user: by } }) => {
      await setGroupRole(needs, { by, room, user, role })
      return undefined
    }),
    bind(listMessages, async ({ params: { room }, query, caller: { user: by } }) =>
      readPage(rooms, db, { by, room, place: placeOf(query), limit: query.limit }),
    ),
    bind(getMessage, async ({ params: { room, seq }, caller: { user: by } }) =>
      readMessage(rooms, db, { by, room, seq }),
    ),
    bind(listEdits, async ({ params }) => ({ edits: await readEdits(rooms, db, params) })),
    bind(searchRoute, async ({ query, caller: { user } }) =>
      searchMessages({ db, rooms }, { user, ...query }),
    ),
  ]
}

function placeOf({ before, after, around, from }: RouteQuery<typeof listMessages>): Place {
  if (before !== undefined) return { before }
  if (after !== undefined) return { after }
  if (around !== undefined) return { around }
  if (from !== undefined) return { from }
  return { newest: true }
}
