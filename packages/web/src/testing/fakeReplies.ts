import {
  getMe,
  listDemoAccounts,
  listDevices,
  type Me,
  type Profile,
  searchUsers,
} from '@stoa/contract/accounts'
import { changeChat, createChat, getMessage, searchMessages } from '@stoa/contract/chat'
import { Fault, type Route } from '@stoa/contract/http'
import { about } from '@stoa/contract/operation'
import type { FakeRoom } from './fakeRooms.ts'

export interface FakeWorld {
  readonly me: Me
  readonly profiles: readonly Profile[]
  readonly rooms: readonly FakeRoom[]
}

/** What the stand-in server answers; a Fault for routes the preview does not play. */
export async function fakeReply(route: Route, request: object, world: FakeWorld): Promise<unknown> {
  const { me, profiles, rooms } = world
  const query = 'query' in request ? JSON.stringify(request.query) : ''
  const wanted = (/"query":"([^"]*)"/.exec(query)?.[1] ?? '').toLowerCase()
  switch (route.path + route.method) {
    case about.path + about.method:
      return { name: 'Stoa', version: '0.1.0', demo: true, mailbox: true }
    case listDemoAccounts.path + listDemoAccounts.method:
      return { accounts: profiles.slice(0, 6) }
    case getMe.path + getMe.method:
      return me
    case listDevices.path + listDevices.method:
      return {
        devices: ['Firefox on Linux', 'Safari on iPhone'].map((name, index) => ({
          id: `00000000-0000-4000-8000-00000000000${index}`,
          name,
          address: '192.0.2.7',
          createdAt: me.createdAt,
          usedAt: Date.now() - index * 7_200_000,
          current: index === 0,
        })),
      }
    case searchUsers.path + searchUsers.method:
      return { users: profiles.filter((one) => one.name.toLowerCase().includes(wanted)), next: null }
    case searchMessages.path + searchMessages.method:
      return { hits: hitsOf(rooms, wanted), next: null }
    case getMessage.path + getMessage.method:
      return {
        message: rooms[0]?.items.get().findLast((item) => item.kind === 'message'),
        delivered: profiles.slice(1, 4).map((one) => one.id),
        read: profiles.slice(1, 3).map((one) => one.id),
      }
    case createChat.path + createChat.method:
    case changeChat.path + changeChat.method:
      return rooms[1]?.room.get()
    default:
      return route.reply === undefined
        ? undefined
        : new Fault('UNAVAILABLE', 'The preview does not play this part.')
  }
}

function hitsOf(rooms: readonly FakeRoom[], wanted: string) {
  return rooms
    .flatMap(({ room, items }) =>
      items.get().flatMap((item) => {
        if (item.kind !== 'message') return []
        const at = item.text.toLowerCase().indexOf(wanted)
        return at === -1
          ? []
          : [{ room: room.get().id, message: item, highlights: [[at, at + wanted.length]] }]
      }),
    )
    .reverse()
    .slice(0, 20)
}
