import { roomChanged } from '@stoa/contract/rooms'
import { expect, test } from 'vitest'
import { ada, bob, cyd, entry, member, reacted, room } from '../testing/entries.testing.ts'
import { beginRoom, withEntries, withMarks, withMembers, withRead, withReading } from './room-state.ts'

const begun = beginRoom(room())

test('T10: a message of somebody else makes a room unread; my own, and what only changes a message, do not', () => {
  const { room: now } = withEntries(
    begun,
    [entry(1, { author: bob }), entry(2, { author: ada }), reacted(3, 1, '👍'), entry(4, { author: cyd })],
    ada,
  )
  expect(now).toMatchObject({ head: 4, unread: 2, activeAt: 4000 })
  expect(now.latest.map(({ seq }) => seq)).toEqual([4])
})

test('what comes about the newest message is kept with it, and the same entries again change nothing', () => {
  const entries = [entry(1, { author: bob }), reacted(2, 1, '👍')]
  const once = withEntries(begun, entries, ada)
  expect(once.room.latest.map(({ seq }) => seq)).toEqual([1, 2])
  expect(withEntries(once, entries, ada)).toBe(once)
})

test('a changed name shows at once', () => {
  const change = entry(1, { type: roomChanged.name, body: { name: 'Stoa', closed: true } })
  expect(withEntries(begun, [change], ada).room).toMatchObject({
    name: 'Stoa',
    closed: true,
    picture: null,
    unread: 0,
  })
})

test('T10: reading to the head leaves nothing unread; reading part of the way leaves what is said to be left', () => {
  const state = withEntries(
    begun,
    [1, 2, 3].map((seq) => entry(seq, { author: bob })),
    ada,
  )
  expect(withReading(state, 2, 1).room).toMatchObject({ read: 2, unread: 1 })
  expect(withReading(state, 3).room).toMatchObject({ read: 3, unread: 0 })
  expect(withReading(withReading(state, 3), 1).room).toMatchObject({ read: 3, unread: 0 })
  expect(withReading(state, 99).room.read).toBe(3)
})

test('a read of the room that is older than what was heard takes nothing back', () => {
  const state = withEntries(begun, [entry(1, { author: bob }), entry(2, { author: bob })], ada)
  const stale = withRead(
    state,
    room({ head: 1, unread: 1, name: 'New name', latest: [entry(1)], activeAt: 1000 }),
  )
  expect(stale.room).toMatchObject({ head: 2, unread: 2, name: 'New name', activeAt: 2000 })
})

test('a newer read of the room counts for everything up to its head', () => {
  const fresh = room({ head: 5, unread: 4, latest: [entry(5, { author: bob })] })
  const state = withRead(withEntries(begun, [entry(1, { author: bob })], ada), fresh)
  expect(state.room).toMatchObject({ head: 5, unread: 4 })
  const caughtUp = withEntries(
    state,
    [2, 3, 4, 5, 6].map((seq) => entry(seq, { author: bob })),
    ada,
  )
  expect(caughtUp.room).toMatchObject({ head: 6, unread: 5 })
})

test('what was read here stays read although the server does not know yet', () => {
  const state = withReading(withEntries(begun, [entry(1, { author: bob })], ada), 1)
  expect(
    withRead(state, room({ head: 1, unread: 1, latest: [entry(1, { author: bob })] })).room,
  ).toMatchObject({
    read: 1,
    unread: 0,
  })
})

test('T10: marks of others only move forward, and those of people who left are forgotten', () => {
  const state = withMarks(withMarks(begun, [{ user: bob, delivered: 3, read: 4 }]), [
    {
      user: bob,
      delivered: 1,
      read: 1,
    },
  ])
  expect(state.marks.get(bob)).toEqual({ user: bob, delivered: 4, read: 4 })
  const here = withMembers(
    withMarks(state, [{ user: cyd, delivered: 1, read: 0 }]),
    [member(ada), member(bob)],
    ada,
  )
  expect([...here.marks.keys()]).toEqual([bob])
})
