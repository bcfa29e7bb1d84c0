import type { LiveItem, LiveMessage, LiveRoom } from '@stoa/client'
import { RoomId } from '@stoa/contract/http'
import type { Member } from '@stoa/contract/rooms'
import { users } from './cast.ts'
import { type Cell, cell } from './cell.ts'
import { type Line, type RoomScript, script } from './script.ts'

export interface FakeRoom {
  readonly room: Cell<LiveRoom>
  readonly items: Cell<readonly LiveItem[]>
  readonly members: readonly Member[]
}

const minute = 60_000

export function fakeRooms(now: number): FakeRoom[] {
  return script.map((one, index) => fakeRoom(one, index, now))
}

function user(index: number) {
  const id = users[index]
  if (id === undefined) throw new Error(`Nobody is ${index}`)
  return id
}

function fakeRoom(one: RoomScript, index: number, now: number): FakeRoom {
  const id = RoomId.parse(`00000000-0000-4000-9000-${String(index + 1).padStart(12, '0')}`)
  const items: LiveItem[] = [
    {
      kind: 'happening',
      seq: 1,
      author: user(one.kind === 'group' ? 1 : 0),
      at: now - ((one.lines[0]?.ago ?? 60) + 5) * minute,
      type: 'room.created',
      body: { kind: one.kind, name: one.name, members: [] },
      asOf: 1,
    },
  ]
  for (const line of one.lines) items.push(messageOf(line, items, now))
  const head = items.length
  const latestItem = items.findLast((item): item is LiveMessage => item.kind === 'message') ?? null
  const room: LiveRoom = {
    id,
    kind: one.kind,
    name: one.name,
    picture: null,
    closed: false,
    createdAt: items[0]?.at ?? now,
    head,
    role: one.kind === 'group' ? 'owner' : 'member',
    delivered: head,
    read: head - Math.min(one.unread, one.lines.length),
    unread: one.unread,
    memberCount: one.members.length + 1,
    members: one.members.map(user),
    latest: [],
    activeAt: latestItem?.at ?? now - 50 * 24 * 60 * minute,
    present: one.present.map(user),
    presentCount: one.present.length + 1,
    typing: one.typing.map(user),
    latestItem,
  }
  const members = [0, ...one.members].map(
    (who): Member => ({
      user: user(who),
      role: who < 2 ? 'owner' : 'member',
      joinedAt: room.createdAt,
      delivered: head,
      read: head,
    }),
  )
  return { room: cell(room), items: cell<readonly LiveItem[]>(items), members }
}

function messageOf(line: Line, before: readonly LiveItem[], now: number): LiveMessage {
  const seq = before.length + 1
  const quoted = line.replyTo === undefined ? undefined : before.at(-line.replyTo)
  return {
    kind: 'message',
    seq,
    author: user(line.by),
    at: now - line.ago * minute,
    clientId: null,
    text: line.deleted ? '' : line.text,
    deleted: line.deleted ?? false,
    editedAt: line.edited ? now - (line.ago - 1) * minute : null,
    replyTo: quoted?.seq ?? null,
    forwardedFrom: line.forwarded ?? null,
    reactions: Object.fromEntries(
      Object.entries(line.reactions ?? {}).map(([who, emoji]) => [user(Number(who)), emoji]),
    ),
    asOf: seq,
    state: line.by === 0 ? 'read' : 'sent',
    quoted: quoted?.kind === 'message' ? quoted : null,
  }
}
