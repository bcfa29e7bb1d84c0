import { addMembers, removeMember, setMemberRole } from '@stoa/contract/chat'
import { listMembers, type Room } from '@stoa/contract/rooms'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, startPostgres } from '../../platform/database/postgres.testing.ts'
import { databaseOn } from '../../platform/database/testing.ts'
import { type ChatTest, type Person, testChat } from './chat.testing.ts'

// Only where transactions run side by side can one judge by what another is about to change.
let server: PostgresServer
let chat: ChatTest
beforeAll(async () => {
  server = await startPostgres()
  chat = await testChat(await databaseOn(server.url))
})
afterAll(async () => {
  await chat.close()
  await server.stop()
})

const rounds = Array.from({ length: 10 }, (_, round) => round)

const remove = (by: Person, room: Room, whom: Person) =>
  by.call(removeMember, { params: { room: room.id, user: whom.user } })
const demote = (by: Person, room: Room, whom: Person) =>
  by.call(setMemberRole, { params: { room: room.id, user: whom.user }, body: { role: 'member' } })

async function ownedByThree() {
  const [ada, bob, cleo] = [chat.person('Ada'), chat.person('Bob'), chat.person('Cleo')]
  const room = await cleo.group('Three owners', [ada, bob])
  for (const { user } of [ada, bob])
    await cleo.call(setMemberRole, { params: { room: room.id, user }, body: { role: 'owner' } })
  return { ada, bob, cleo, room }
}

/** What became of all: the codes of those that were refused. */
async function refusals(asked: readonly Promise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.allSettled(asked)
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
}

test.each([
  { what: 'remove', act: remove, code: 'NOT_FOUND', owners: 2, members: 2 },
  { what: 'demote', act: demote, code: 'NOT_ALLOWED', owners: 2, members: 3 },
])('of two owners who $what each other at once, one does', async ({ act, code, owners, members }) => {
  for (const _ of rounds) {
    const { ada, bob, cleo, room } = await ownedByThree()
    expect(await refusals([act(ada, room, bob), act(bob, room, ada)])).toEqual([code])
    const left = (await cleo.call(listMembers, { params: { room: room.id } })).members
    expect(left).toHaveLength(members)
    expect(left.filter((member) => member.role === 'owner')).toHaveLength(owners)
  }
})

test('a group stays within its 1,000 members when several add the last one at once', async () => {
  const owner = chat.person('Owner')
  const crowd = Array.from({ length: 998 }, (_, n) => chat.person(`Person ${n}`))
  const room = await owner.group('Crowd', crowd)
  const add = (name: string) =>
    owner.call(addMembers, { params: { room: room.id }, body: { users: [chat.person(name).user] } })
  expect(await refusals([add('One'), add('Two'), add('Three')])).toEqual(['BAD_REQUEST', 'BAD_REQUEST'])
  const { members } = await owner.call(listMembers, { params: { room: room.id } })
  expect(members).toHaveLength(1000)
})
