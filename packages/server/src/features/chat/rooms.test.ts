import { randomUUID } from 'node:crypto'
import {
  addMembers,
  changeChat,
  createChat,
  removeMember,
  setChatPicture,
  setMemberRole,
} from '@stoa/contract/chat'
import type { UserId } from '@stoa/contract/http'
import { getRoom, listMembers, type MemberRole, type Room } from '@stoa/contract/rooms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatTest, fault, type Person, testChat } from './chat.testing.ts'

let test: ChatTest
let ada: Person
let bob: Person
let cleo: Person

beforeAll(async () => {
  test = await testChat()
  ada = test.person('Ada')
  bob = test.person('Bob')
  cleo = test.person('Cleo')
})
afterAll(() => test.close())

const picture = new Uint8Array([1, 2, 3, 4])
const look = (person: Person, room: Room) => person.call(getRoom, { params: { room: room.id } })
const rename = (person: Person, room: Room, name: string) =>
  person.call(changeChat, { params: { room: room.id }, body: { name } })
const paint = (person: Person, room: Room, bytes = picture) =>
  person.call(setChatPicture, { params: { room: room.id }, body: bytes, contentType: 'image/png' })
const add = (person: Person, room: Room, ...people: Person[]) =>
  person.call(addMembers, { params: { room: room.id }, body: { users: people.map((one) => one.user) } })
const removeFrom = (person: Person, room: Room, whom: Person) =>
  person.call(removeMember, { params: { room: room.id, user: whom.user } })
const promote = (person: Person, room: Room, whom: Person, role: 'owner' | 'member') =>
  person.call(setMemberRole, { params: { room: room.id, user: whom.user }, body: { role } })

async function roles(person: Person, room: Room): Promise<Record<string, MemberRole>> {
  const { members } = await person.call(listMembers, { params: { room: room.id } })
  return Object.fromEntries(members.map((member) => [member.user, member.role]))
}

describe('direct rooms', () => {
  it('M5: a pair has one, whoever asks and however often, even at once', async () => {
    const dora = test.person('Dora')
    const emil = test.person('Emil')
    const rooms = await Promise.all([dora.direct(emil), emil.direct(dora), dora.direct(emil)])
    expect(new Set(rooms.map((room) => room.id)).size).toBe(1)
    expect(rooms[0]).toMatchObject({ kind: 'direct', name: null, memberCount: 2, members: [emil.user] })
  })

  it('M5: nobody has one with themselves, nor with nobody', async () => {
    await expect(ada.direct(ada)).rejects.toMatchObject(fault('BAD_REQUEST'))
    const nobody = { ...ada, user: randomUUID() as UserId }
    await expect(ada.direct(nobody)).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('M5: nobody has one with a guest, nor takes one into a group', async () => {
    const guest = test.person('Gus', 'guest')
    await expect(ada.direct(guest)).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(ada.group('With a guest', [guest])).rejects.toMatchObject(fault('NOT_FOUND'))
    const room = await ada.group('Without')
    await expect(add(ada, room, guest)).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('M5: a block closes it both ways, and it opens again when there is none', async () => {
    const room = await ada.direct(bob)
    const seq = await ada.say(room, 'hello')
    await test.block(ada, bob, true)
    expect((await look(bob, room)).closed).toBe(true)
    await expect(bob.say(room, 'hello?')).rejects.toMatchObject(fault('ROOM_CLOSED'))
    await expect(ada.say(room, 'no')).rejects.toMatchObject(fault('ROOM_CLOSED'))
    await expect(bob.react(room, seq, '👍')).rejects.toMatchObject(fault('ROOM_CLOSED'))
    await expect(bob.direct(ada)).rejects.toMatchObject(fault('BLOCKED'))
    await expect(ada.direct(bob)).rejects.toMatchObject(fault('BLOCKED'))
    // Told twice, it stays as it is.
    const { head } = await look(ada, room)
    await test.block(bob, ada, true)
    expect((await look(ada, room)).head).toBe(head)
    await test.block(ada, bob, false)
    await expect(bob.say(room, 'hello again')).resolves.toBeGreaterThan(seq)
  })

  it('M5: a block between two without a room makes none, and keeps one from being made', async () => {
    const [fay, gus] = [test.person('Fay'), test.person('Gus')]
    await test.block(gus, fay, true)
    await expect(fay.direct(gus)).rejects.toMatchObject(fault('BLOCKED'))
    await test.block(gus, fay, false)
    await expect(fay.direct(gus)).resolves.toMatchObject({ kind: 'direct', closed: false })
  })

  it('its people, name and picture cannot be changed', async () => {
    const room = await ada.direct(cleo)
    await expect(rename(ada, room, 'Us')).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(paint(ada, room)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(add(ada, room, bob)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(removeFrom(ada, room, ada)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(removeFrom(ada, room, cleo)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(promote(ada, room, cleo, 'owner')).rejects.toMatchObject(fault('NOT_ALLOWED'))
  })
})

describe('groups', () => {
  it('are made with their people, the maker as owner', async () => {
    const room = await ada.group('  Readers ', [bob, cleo, bob])
    expect(room).toMatchObject({ kind: 'group', name: 'Readers', memberCount: 3, role: 'owner' })
    expect(await roles(bob, room)).toEqual({
      [ada.user]: 'owner',
      [bob.user]: 'member',
      [cleo.user]: 'member',
    })
  })

  it('are not made with somebody who is not there, nor with too many', async () => {
    const make = (members: readonly UserId[]) =>
      ada.call(createChat, { body: { kind: 'group', name: 'Crowd', members: [...members] } })
    await expect(make([randomUUID() as UserId])).rejects.toMatchObject(fault('NOT_FOUND'))
    const crowd = Array.from({ length: 1000 }, (_, n) => test.person(`Person ${n}`).user)
    await expect(make(crowd)).rejects.toMatchObject(fault('BAD_REQUEST'))
    await expect(make(crowd.slice(1))).resolves.toMatchObject({ memberCount: 1000 })
  })

  it('M5: take nobody with whom the one who adds has a block', async () => {
    const [hal, ida] = [test.person('Hal'), test.person('Ida')]
    await test.block(ida, hal, true)
    await expect(hal.group('Trap', [bob, ida])).rejects.toMatchObject(fault('BLOCKED'))
    const room = await hal.group('Trap', [bob])
    await expect(add(hal, room, ida)).rejects.toMatchObject(fault('BLOCKED'))
    expect(await roles(hal, room)).not.toHaveProperty(ida.user)
  })

  it('owners change name, picture and people; members do not', async () => {
    const room = await ada.group('Old', [bob])
    expect(await rename(ada, room, 'New')).toMatchObject({ name: 'New' })
    expect(await add(ada, room, cleo, bob)).toMatchObject({ memberCount: 3 })
    const painted = await paint(ada, room)
    expect(test.pictures).toContain(painted.picture)
    await expect(rename(bob, room, 'Mine')).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(paint(bob, room)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(add(bob, room, test.person('Joe'))).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(removeFrom(bob, room, cleo)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(promote(bob, room, bob, 'owner')).rejects.toMatchObject(fault('NOT_ALLOWED'))
    expect(await look(bob, room)).toMatchObject({ name: 'New', picture: painted.picture, memberCount: 3 })
  })

  it('T12: a new picture ends the one before', async () => {
    const room = await ada.group('Painted')
    const { picture: first } = await paint(ada, room)
    const { picture: second } = await paint(ada, room)
    expect(test.pictures).not.toContain(first)
    expect(test.pictures).toContain(second)
  })

  it('a picture that is none changes nothing', async () => {
    const room = await ada.group('Unpainted')
    await expect(paint(ada, room, new Uint8Array([1]))).rejects.toMatchObject(fault('UNSUPPORTED_TYPE'))
    expect(await look(ada, room)).toMatchObject({ picture: null })
  })

  it('T8: who was removed, or left, finds no such room', async () => {
    const room = await ada.group('Shrinking', [bob, cleo])
    await removeFrom(ada, room, bob)
    await removeFrom(cleo, room, cleo)
    await expect(look(bob, room)).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(cleo.say(room, 'still here?')).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(removeFrom(ada, room, bob)).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(removeFrom(bob, room, bob)).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('an owner makes others owners and stays one as long as there is no other', async () => {
    const room = await ada.group('Shared', [bob])
    await expect(promote(ada, room, ada, 'member')).rejects.toMatchObject(fault('CONFLICT'))
    expect(await roles(ada, room)).toMatchObject({ [ada.user]: 'owner' })
    await promote(ada, room, bob, 'owner')
    await promote(ada, room, bob, 'owner')
    await promote(bob, room, ada, 'member')
    expect(await roles(ada, room)).toEqual({ [ada.user]: 'member', [bob.user]: 'owner' })
    await expect(promote(bob, room, cleo, 'owner')).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('the last owner leaves it to whoever has been there longest', async () => {
    const room = await ada.group('Inherited', [])
    for (const person of [cleo, bob]) {
      test.clock.now += 1_000
      await add(ada, room, person)
    }
    await removeFrom(ada, room, ada)
    expect(await roles(bob, room)).toEqual({ [cleo.user]: 'owner', [bob.user]: 'member' })
    await removeFrom(cleo, room, cleo)
    expect(await roles(bob, room)).toEqual({ [bob.user]: 'owner' })
    await removeFrom(bob, room, bob)
    await expect(look(bob, room)).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('two owners who leave at once leave it to somebody', async () => {
    const room = await ada.group('Two owners', [bob, cleo])
    await promote(ada, room, bob, 'owner')
    await Promise.all([removeFrom(ada, room, ada), removeFrom(bob, room, bob)])
    expect(await roles(cleo, room)).toEqual({ [cleo.user]: 'owner' })
  })
})
