import {
  changeProfile,
  getMe,
  getUser,
  listSecurityEvents,
  renewSession,
  searchUsers,
  setRole,
} from '@stoa/contract/accounts'
import { createChat, message, searchMessages } from '@stoa/contract/chat'
import {
  createSession,
  deleteSession,
  documentBegun,
  documentRemoved,
  endSession,
  getSession,
  type InterviewSession,
  joinSession,
  listSessions,
  note,
  removeParticipant,
  type SessionRole,
  testCases,
  version,
} from '@stoa/contract/interviews'
import { getRoom, listMembers, listRooms } from '@stoa/contract/rooms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, fault, type InterviewTest, type Person, testInterviews } from '../interviews.testing.ts'

let test: InterviewTest
let ada: Person
let bob: Person

beforeAll(async () => {
  test = await testInterviews()
  ada = await test.person('Ada')
  bob = await test.person('Bob')
})
afterAll(() => test.close())

const look = (person: Person, session: InterviewSession) =>
  person.call(getSession, { params: { session: session.id } })
const remove = (by: Person, session: InterviewSession, { user }: Person) =>
  by.call(removeParticipant, { params: { session: session.id, user } })
const joinAs = (session: InterviewSession, body: { code: string; name?: string }) =>
  test.stranger.call(joinSession, { params: { session: session.id }, body })
const staffOf = ({ staffRoom }: InterviewSession) => {
  if (staffRoom === null) throw new Error('no interviewer')
  return staffRoom
}

describe('coming in by a link', () => {
  it('is as what the link says, and whoever is in stays as they are', async () => {
    const session = await ada.begin('Roles')
    for (const [role, roomRole] of [
      ['interviewer', 'owner'],
      ['candidate', 'member'],
      ['observer', 'reader'],
    ] as const) {
      const person = await test.person(role)
      test.clock.now += 1
      expect((await person.join(session, role)).role).toBe(role)
      expect((await person.join(session, 'interviewer')).role).toBe(role)
      expect((await person.call(getRoom, { params: { room: session.id } })).role).toBe(roomRole)
    }
    const { participants } = await look(ada, session)
    expect(participants.map(({ role }) => role)).toEqual([
      'interviewer',
      'interviewer',
      'candidate',
      'observer',
    ])
  })

  it('P9: only interviewers are told of the staff room and the links, and are in it', async () => {
    const session = await ada.begin('Staff')
    await ada.send(staffOf(session), note, { text: 'A private thought', seq: 1 })
    for (const role of ['candidate', 'observer'] as const) {
      const person = await test.person(role)
      expect(await person.join(session, role)).toMatchObject({ staffRoom: null, links: null })
      await expect(person.entries(staffOf(session))).rejects.toMatchObject(fault('NOT_FOUND'))
      await expect(person.send(staffOf(session), note, { text: 'x', seq: 1 })).rejects.toMatchObject(
        fault('NOT_FOUND'),
      )
      await expect(person.call(getRoom, { params: { room: staffOf(session) } })).rejects.toMatchObject(
        fault('NOT_FOUND'),
      )
    }
    await bob.join(session, 'interviewer')
    expect((await bob.entries(staffOf(session))).some(({ type }) => type === note.name)).toBe(true)
    expect((await bob.call(listMembers, { params: { room: staffOf(session) } })).members).toHaveLength(2)
  })

  it('T8: takes a code of that interview, not another’s, nor one that is nearly right', async () => {
    const [session, other] = [await ada.begin('This'), await ada.begin('Other')]
    const code = codeOf(session, 'candidate')
    const wrong = [
      codeOf(other, 'candidate'),
      '',
      code.slice(1),
      `${code}A`,
      `${code}=`,
      code.toLowerCase(),
      'é'.repeat(22),
    ]
    for (const one of wrong) {
      await expect(joinAs(session, { code: one, name: 'Gus' })).rejects.toMatchObject(fault('NOT_FOUND'))
    }
    expect((await look(ada, session)).participants).toHaveLength(1)
  })

  it('is over once it has ended (410), but not told to who has no code (404)', async () => {
    const session = await ada.begin('Ended')
    await ada.call(endSession, { params: { session: session.id } })
    await expect(joinAs(session, { code: codeOf(session, 'candidate'), name: 'Gus' })).rejects.toMatchObject(
      fault('GONE'),
    )
    await expect(bob.join(session, 'candidate')).rejects.toMatchObject(fault('GONE'))
    await expect(joinAs(session, { code: 'x', name: 'Gus' })).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('still leads whoever is in it there once it has ended, to read it', async () => {
    const session = await ada.begin('Ended with somebody')
    const gus = await test.guest(session, 'candidate', 'Gus')
    await ada.call(endSession, { params: { session: session.id } })
    expect(await gus.join(session, 'candidate')).toMatchObject({ id: session.id, status: 'ended' })
    await remove(gus, session, gus)
    await expect(gus.join(session, 'candidate')).rejects.toMatchObject(fault('GONE'))
  })

  it('is for so many people and no more, also where many come at once', async () => {
    const session = await ada.begin('Full')
    const comers = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => test.guest(session, 'candidate', `Guest ${n}`)),
    )
    expect(comers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    await expect(bob.join(session, 'interviewer')).rejects.toMatchObject({
      ...fault('NOT_ALLOWED'),
      details: { limit: 6 },
    })
    // Whoever is in comes in all the same.
    expect((await ada.join(session, 'candidate')).role).toBe('interviewer')
  })
})

describe('leaving', () => {
  it('is for oneself, or by an interviewer: then one is out at once and does not come back by the link', async () => {
    const session = await ada.begin('Leaving')
    const [cleo, dora] = [await test.person('Cleo'), await test.person('Dora')]
    await cleo.join(session, 'candidate')
    await dora.join(session, 'interviewer')
    await expect(remove(cleo, session, dora)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(remove(dora, session, ada)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(remove(ada, session, ada)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(remove(ada, session, bob)).rejects.toMatchObject(fault('NOT_FOUND'))

    await remove(cleo, session, cleo)
    await expect(look(cleo, session)).rejects.toMatchObject(fault('NOT_FOUND'))
    expect((await cleo.join(session, 'observer')).role).toBe('observer')

    await remove(ada, session, cleo)
    await remove(ada, session, dora)
    for (const person of [cleo, dora]) {
      await expect(look(person, session)).rejects.toMatchObject(fault('NOT_FOUND'))
      await expect(person.entries(session.id)).rejects.toMatchObject(fault('NOT_FOUND'))
      await expect(person.entries(staffOf(session))).rejects.toMatchObject(fault('NOT_FOUND'))
      await expect(person.join(await look(ada, session), 'candidate')).rejects.toMatchObject(
        fault('NOT_ALLOWED'),
      )
      expect((await person.call(listSessions, { query: {} })).sessions).toEqual([])
    }
    expect((await look(ada, session)).participants.map(({ user }) => user)).toEqual([ada.user])
  })

  it('T8: by an interviewer, it ends the link they came by, so that they do not come again as another guest', async () => {
    const session = await ada.begin('Links')
    const gone = await test.guest(session, 'candidate', 'Gus')
    await remove(ada, session, gone)
    const again = { code: codeOf(session, 'candidate'), name: 'Not Gus' }
    await expect(joinAs(session, again)).rejects.toMatchObject(fault('NOT_FOUND'))
    const fresh = await look(ada, session)
    expect(codeOf(fresh, 'observer')).toBe(codeOf(session, 'observer'))
    const next = await test.guest(fresh, 'candidate', 'Next')
    await remove(ada, session, next)
    for (const old of [session, fresh])
      await expect(joinAs(old, { ...again, code: codeOf(old, 'candidate') })).rejects.toMatchObject(
        fault('NOT_FOUND'),
      )
  })

  it('T8: by an interviewer, an interviewer’s leaving ends all links, for they knew them', async () => {
    const session = await ada.begin('All links')
    const dora = await test.person('Dora')
    await dora.join(session, 'interviewer')
    await remove(ada, session, dora)
    const fresh = await look(ada, session)
    for (const role of ['interviewer', 'candidate', 'observer'] as const) {
      const old = { code: codeOf(session, role), name: 'Dora again' }
      await expect(joinAs(session, old)).rejects.toMatchObject(fault('NOT_FOUND'))
      expect((await joinAs(fresh, { ...old, code: codeOf(fresh, role) })).session.role).toBe(role)
    }
  })

  it('for oneself, it leaves the links as they are', async () => {
    const session = await ada.begin('Own leaving')
    const cleo = await test.person('Cleo')
    await cleo.join(session, 'candidate')
    await remove(cleo, session, cleo)
    expect((await look(ada, session)).links).toEqual(session.links)
  })

  it('whoever left or was put out is still known to have been there, until they come back', async () => {
    const session = await ada.begin('Who was there')
    const cleo = await test.person('Cleo')
    await cleo.join(session, 'observer')
    test.clock.now += 1
    const zeno = await test.guest(session, 'candidate', 'Zeno')
    await remove(cleo, session, cleo)
    await remove(ada, session, zeno)
    const { participants, left } = await look(ada, session)
    expect(participants.map(({ name }) => name)).toEqual(['Ada'])
    expect(left).toMatchObject([
      { user: cleo.user, name: 'Cleo', role: 'observer', guest: false },
      { user: zeno.user, name: 'Zeno', role: 'candidate', guest: true },
    ])
    await cleo.join(session, 'observer')
    expect((await look(cleo, session)).left.map(({ name }) => name)).toEqual(['Zeno'])
  })
})

describe('a guest', () => {
  let session: InterviewSession
  let gus: Person
  beforeAll(async () => {
    session = await ada.begin('For guests')
    gus = await test.guest(session, 'candidate', 'Gus\u0007 ')
  })

  it('has a name, and sees this interview alone', async () => {
    expect(await gus.call(getMe, {})).toMatchObject({ name: 'Gus', role: 'guest', email: null })
    expect((await gus.call(listSessions, { query: {} })).sessions.map(({ id }) => id)).toEqual([session.id])
    const { rooms } = await gus.call(listRooms, { query: {} })
    expect(rooms.map(({ id }) => id)).toEqual([session.id])
    const { participants } = await look(ada, session)
    expect(participants).toContainEqual(expect.objectContaining({ user: gus.user, name: 'Gus', guest: true }))
  })

  it('talks and writes there', async () => {
    await gus.send(session.id, message, { text: 'Hello' })
    await gus.send(session.id, version, { name: 'Mine' })
    await gus.send(session.id, documentBegun, { kind: 'drawing', name: 'Board', language: 'text' })
  })

  it('needs a name that can be seen', async () => {
    const code = codeOf(session, 'candidate')
    for (const body of [
      { code },
      { code, name: '' },
      { code, name: '\u0007' },
      { code, name: 'x'.repeat(81) },
    ])
      await expect(joinAs(session, body)).rejects.toMatchObject(fault('BAD_REQUEST'))
  })

  it('A7: cannot list the directory, but know those it meets by their ids', async () => {
    await expect(gus.call(searchUsers, { query: {} })).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(gus.call(searchUsers, { query: { query: 'ada' } })).rejects.toMatchObject(
      fault('NOT_ALLOWED'),
    )
    const found = await gus.call(searchUsers, { query: { ids: `${ada.user},${gus.user}` } as never })
    expect(found.users.map(({ name }) => name)).toEqual(['Ada', 'Gus'])
    expect((await gus.call(getUser, { params: { user: ada.user } })).name).toBe('Ada')
  })

  it('A7: is not in the directory', async () => {
    expect((await ada.call(searchUsers, { query: { query: 'gus' } })).users).toEqual([])
  })

  it('A7: cannot begin interviews or conversations, search, or change an account it has not', async () => {
    const refused = [
      () => gus.call(createSession, { body: { title: 'Mine' } }),
      () => gus.call(createChat, { body: { kind: 'direct', user: ada.user } }),
      () => gus.call(createChat, { body: { kind: 'group', name: 'Mine', members: [] } }),
      () => gus.call(searchMessages, { query: { query: 'hello' } }),
      () => gus.call(changeProfile, { body: { name: 'Other' } }),
      () => gus.call(endSession, { params: { session: session.id } }),
    ]
    for (const call of refused) await expect(call()).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(ada.call(createChat, { body: { kind: 'direct', user: gus.user } })).rejects.toMatchObject(
      fault('NOT_FOUND'),
    )
  })

  it('A7: gets no role', async () => {
    const admin = await test.person('Admin', 'admin')
    const given = admin.call(setRole, { params: { user: gus.user }, body: { role: 'moderator' } })
    await expect(given).rejects.toMatchObject(fault('CONFLICT'))
  })

  it('A8: is in the audit log, coming and going', async () => {
    const admin = await test.person('Admin', 'admin')
    const own = await ada.begin('Audited')
    const guest = await test.guest(own, 'observer', 'Audited')
    await ada.call(deleteSession, { params: { session: own.id } })
    const { events } = await admin.call(listSecurityEvents, { query: { subject: guest.user } })
    expect(events).toMatchObject([
      { kind: 'account.erased', actor: ada.user, details: { guest: true } },
      { kind: 'signin', actor: guest.user, details: { guest: true } },
    ])
  })

  it('A3: stays signed in as others do', async () => {
    const { signedIn } = await test.stranger.call(joinSession, {
      params: { session: session.id },
      body: { code: codeOf(session, 'observer'), name: 'Rita', tokens: 'body' },
    })
    const renewed = await test.stranger.call(renewSession, {
      body: { refreshToken: signedIn?.refreshToken ?? '' },
    })
    expect(renewed.user).toMatchObject({ id: signedIn?.user.id, role: 'guest' })
    const rita = test.known(renewed.accessToken, renewed.user.id)
    expect((await look(rita, session)).role).toBe('observer')
  })

  it('joins a second interview as who they are', async () => {
    const other = await ada.begin('Second')
    test.clock.now += 1
    expect((await gus.join(other, 'observer')).role).toBe('observer')
    expect((await look(ada, other)).participants.map(({ user }) => user)).toEqual([ada.user, gus.user])
  })
})

describe('who may what', () => {
  const cases = { cases: [] }
  const actions: Record<string, (person: Person, session: InterviewSession) => Promise<unknown>> = {
    chat: (person, { id }) => person.send(id, message, { text: 'Hi' }),
    begin: (person, { id }) =>
      person.send(id, documentBegun, { kind: 'code', name: 'more.py', language: 'python' }),
    version: (person, { id }) => person.send(id, version, { name: 'Now' }),
    tests: (person, { id }) => person.send(id, testCases, cases),
    remove: (person, { id }) => person.send(id, documentRemoved, {}, { about: 2 }),
  }
  const allowed: Record<SessionRole, readonly string[]> = {
    interviewer: ['chat', 'begin', 'version', 'tests', 'remove'],
    candidate: ['chat', 'begin', 'version'],
    observer: ['chat'],
  }
  for (const role of ['interviewer', 'candidate', 'observer'] as const)
    it(`${role}: ${allowed[role].join(', ')}, and nothing else`, async () => {
      const session = await ada.begin('Permissions')
      const person = await test.guest(session, role, role)
      for (const [name, act] of Object.entries(actions)) {
        if (allowed[role].includes(name)) await act(person, session)
        else await expect(act(person, session), name).rejects.toMatchObject(fault('NOT_ALLOWED'))
      }
    })
})
