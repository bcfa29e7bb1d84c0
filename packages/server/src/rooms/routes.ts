import { getRoom, listEntries, listMembers, listRooms, sendEntry } from '@stoa/contract/rooms'
import type { Database } from '../platform/database/database.ts'
import { type BoundRoute, bind } from '../platform/http/handler.ts'
import type { Marks } from './marks/marks.ts'
import { readViews } from './membership/view.ts'
import type { Rooms } from './rooms.ts'
import type { Sender } from './timeline/sender.ts'
import { readOfTypes, readRange } from './timeline/store.ts'

export interface RoutesOptions {
  readonly database: Database
  readonly marks: Marks
  readonly sender: Sender
  readonly rooms: Pick<Rooms, 'membership' | 'view' | 'members'>
}

export function createRoutes({ database: { db }, marks, sender, rooms }: RoutesOptions): BoundRoute[] {
  return [
    bind(listRooms, async ({ query: { kind, before, beforeRoom, limit }, caller: { user } }) => {
      await marks.settle(user)
      const filter = {
        user,
        limit,
        ...(kind === undefined ? {} : { kind }),
        ...(before === undefined ? {} : { before }),
        ...(beforeRoom === undefined ? {} : { beforeRoom }),
      }
      return { rooms: await readViews(db, filter) }
    }),
    bind(getRoom, async ({ params: { room }, caller: { user } }) => {
      await marks.settle(user)
      return rooms.view(db, room, user)
    }),
    bind(listMembers, async ({ params: { room }, caller: { user } }) => {
      await rooms.membership(db, room, user)
      return { members: await rooms.members(db, room) }
    }),
    bind(listEntries, async ({ params: { room }, query: { after, limit, types }, caller: { user } }) => {
      const { head } = await rooms.membership(db, room, user)
      const entries =
        types === undefined
          ? await readRange(db, { room, from: after + 1, to: Number.MAX_SAFE_INTEGER, limit })
          : await readOfTypes(db, { room, after, types, limit })
      return { head: Math.max(head, entries.at(-1)?.seq ?? 0), entries }
    }),
    bind(sendEntry, async ({ params: { room }, body, caller }) => {
      const { sent } = await sender.admit(caller, { room, ...body })
      return sent
    }),
  ]
}
